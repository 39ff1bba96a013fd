@NullMarked
package io.ingestlayer.admin;

import org.jspecify.annotations.NullMarked;
