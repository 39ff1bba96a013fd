@NullMarked
package io.ingestlayer.entity;

import org.jspecify.annotations.NullMarked;
