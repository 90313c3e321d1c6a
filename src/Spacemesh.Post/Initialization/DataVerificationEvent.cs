namespace Spacemesh.Post.Initialization;

/// <summary>What a verification tells while it goes.</summary>
public abstract record DataVerificationEvent
{
    private DataVerificationEvent()
    {
    }

    public sealed record Started(string DataDir) : DataVerificationEvent;

    public sealed record RangeKnown(long FromFile, long ToFile) : DataVerificationEvent;

    public sealed record FileBegun(string Path) : DataVerificationEvent;

    public sealed record LabelsChosen(long File, ulong Count) : DataVerificationEvent;
}
