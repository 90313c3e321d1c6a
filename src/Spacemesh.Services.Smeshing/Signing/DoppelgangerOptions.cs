namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>How the node looks out for copies of its keys.</summary>
public sealed record DoppelgangerOptions
{
    /// <summary>Off for networks of one node: nobody else could be heard.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whole layers that an identity listens before it signs, where the record does not tell all that was signed.</summary>
    public uint ListenLayers
    {
        get;
        init => field = value >= 1 ? value : throw new InvalidOptionException("smeshing-doppelganger-protection", "at least one layer must be listened to");
    } = 2;
}
