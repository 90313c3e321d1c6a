namespace Spacemesh.Eligibility;

/// <summary>A question that the oracle cannot answer; the text reaches logs.</summary>
public sealed record OracleFailure(OracleFailureKind Kind, string Message);
