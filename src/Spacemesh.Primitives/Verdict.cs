namespace Spacemesh.Primitives;

/// <summary>
/// What a received object earns its sender, and why. A malfeasance proof that a check yields travels beside its verdict,
/// which is <see cref="VerdictKind.Ignore"/> for gossip (spec 04 §1.2).
/// </summary>
public readonly record struct Verdict
{
    public static readonly Verdict Accept = new(VerdictKind.Accept, "");

    private readonly string? _reason;

    private Verdict(VerdictKind kind, string reason, bool settled = false)
    {
        Kind = kind;
        _reason = reason;
        IsSettled = settled;
    }

    public VerdictKind Kind { get; }

    /// <summary>The check that failed; empty for an accepted object.</summary>
    public string Reason => _reason ?? "";

    public bool IsAccept => Kind == VerdictKind.Accept;

    public bool IsIgnore => Kind == VerdictKind.Ignore;

    public bool IsReject => Kind == VerdictKind.Reject;

    /// <summary>An ignored object that no other peer can give better: whoever fetches it is done with it, though it is not stored (spec 06 §13).</summary>
    public bool IsSettled { get; }

    public static Verdict Ignore(string reason) => new(VerdictKind.Ignore, reason);

    /// <inheritdoc cref="IsSettled"/>
    public static Verdict Settled(string reason) => new(VerdictKind.Ignore, reason, settled: true);

    public static Verdict Reject(string reason) => new(VerdictKind.Reject, reason);

    /// <summary>
    /// The verdict of an object that failed because of a dependency: the failure keeps its nature, so a rejected dependency rejects
    /// what needs it. An accepted dependency says nothing.
    /// </summary>
    public Verdict After(Verdict dependency) => (Kind, dependency.Kind) switch
    {
        (VerdictKind.Reject, _) or (_, VerdictKind.Accept) => this,
        (_, VerdictKind.Reject) => dependency,
        (VerdictKind.Accept, _) => dependency,
        _ => this,
    };

    public override string ToString() => Reason.Length == 0 ? Kind.ToString() : $"{Kind}: {Reason}";
}
