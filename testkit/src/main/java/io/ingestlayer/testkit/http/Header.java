package io.ingestlayer.testkit.http;

/// A name and a value in the head of a request or an answer.
public record Header(String name, String value) {}
