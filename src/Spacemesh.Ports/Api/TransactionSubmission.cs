namespace Spacemesh.Ports.Api;

/// <summary>What became of a transaction that a user submitted.</summary>
/// <param name="Outcome">How far it came.</param>
/// <param name="Cause">Why no further; empty where it was published.</param>
public readonly record struct TransactionSubmission(SubmissionOutcome Outcome, string Cause = "")
{
    public static TransactionSubmission Published => new(SubmissionOutcome.Published);
}
