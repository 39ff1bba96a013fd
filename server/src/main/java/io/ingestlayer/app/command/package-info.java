/// The commands of `ingestlayer`. `serve` runs the server; the others speak to one over HTTP, or look at its database.
@NullMarked
package io.ingestlayer.app.command;

import org.jspecify.annotations.NullMarked;
