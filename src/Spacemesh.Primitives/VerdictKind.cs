namespace Spacemesh.Primitives;

/// <summary>What a received object earns its sender (spec 04 §1.2, 08 §4.2). The default is the harmless one.</summary>
public enum VerdictKind
{
    /// <summary>Not forwarded; the sender is not punished; a fetched item may be asked for elsewhere.</summary>
    Ignore,

    /// <summary>Forwarded; a fetched item counts as fetched.</summary>
    Accept,

    /// <summary>Not forwarded; the sender loses score on scored topics and its connections are closed.</summary>
    Reject,
}
