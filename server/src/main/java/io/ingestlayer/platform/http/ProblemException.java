package io.ingestlayer.platform.http;

/// Ends the handling of a request with a problem. Carries no stack: it is an answer, not a fault.
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  public ProblemException(int status, String code, String detail) {
    this(Problem.of(status, code, detail));
  }

  public final Problem problem() {
    return problem;
  }
}
