/// The side that people and programs look through and work with: entities, events, timelines, deliveries, dead letters, health.
@NullMarked
package io.ingestlayer.admin;

import org.jspecify.annotations.NullMarked;
