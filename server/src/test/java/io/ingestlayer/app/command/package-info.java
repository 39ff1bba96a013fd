@NullMarked
package io.ingestlayer.app.command;

import org.jspecify.annotations.NullMarked;
