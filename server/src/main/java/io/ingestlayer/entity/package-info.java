/// What events are about: customers, users, devices, and what is known of each.
@NullMarked
package io.ingestlayer.entity;

import org.jspecify.annotations.NullMarked;
