namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>What a check did and found.</summary>
/// <param name="Checked">What was looked at, in order, with its result in a word or two.</param>
/// <param name="Findings">What was found, in order.</param>
public sealed record CheckReport(IReadOnlyList<(string File, string Subject, string Result)> Checked, IReadOnlyList<CheckFinding> Findings)
{
    /// <summary>Nothing worse than a note.</summary>
    public bool IsSound => Findings.All(finding => finding.Severity == CheckSeverity.Note);
}
