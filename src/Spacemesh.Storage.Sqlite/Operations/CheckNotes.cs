namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Collects what a check does and finds.</summary>
internal sealed class CheckNotes
{
    private readonly List<(string File, string Subject, string Result)> _checked = [];
    private readonly List<CheckFinding> _findings = [];

    public void Done(string file, string subject, string result) => _checked.Add((file, subject, result));

    public void Add(CheckSeverity severity, string file, string subject, string text, string help) =>
        _findings.Add(new CheckFinding(severity, file, subject, text, help));

    public CheckReport ToReport() => new(_checked, _findings);
}
