using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation;

/// <summary>
/// The rules for one received ATX, in stages that are called one after the other: <see cref="IsSigned"/>, <see cref="Alone"/>, then with
/// its <see cref="Dependencies"/> stored <see cref="InContext"/>, and when all claims hold <see cref="Conclude"/> (spec 04 §7, §8).
/// </summary>
public abstract class AtxCheck
{
    private protected AtxCheck(AtxRules rules, VersionedAtx atx, AtxId id)
    {
        Rules = rules;
        Atx = atx;
        Id = id;
    }

    public AtxId Id { get; }

    public VersionedAtx Atx { get; }

    public NodeId Smesher => Atx.SmesherId;

    public EpochId PublishEpoch => Atx.PublishEpoch;

    /// <summary>Whether a V1 ATX's signature comes before the question whether it is known, and not after (spec 04 §7 #1, §8 #1).</summary>
    public abstract bool SignatureComesFirst { get; }

    private protected AtxRules Rules { get; }

    /// <summary>The smesher's signature.</summary>
    public bool IsSigned() => Rules.Verifier.Verify(Crypto.Signing.SigningDomain.Atx, Smesher, Atx.SignedBytes(Id), Atx.Signature);

    /// <summary>What the ATX shows by itself.</summary>
    public abstract AtxStage Alone(EpochId current);

    /// <summary>What must be stored before <see cref="InContext"/>.</summary>
    public abstract AtxDependencies Dependencies();

    /// <summary>What it shows beside the objects it names.</summary>
    public abstract AtxStage InContext(IAtxReader reader);

    /// <summary>What is left when the claims of <see cref="InContext"/> hold. The ATX is given with <see cref="Verdict.Accept"/> only.</summary>
    public abstract Verdict Conclude(IAtxReader reader, out CheckedAtx? atx);

    private protected bool IsTooFar(EpochId current) => PublishEpoch.Value > (ulong)current.Value + 1;

    /// <summary>Height of the positioning ATX; null with the reason why it cannot be one.</summary>
    private protected ulong? BaseHeight(AtxId positioning, IAtxReader reader, out string fault)
    {
        fault = "";
        if (positioning == Rules.Golden)
            return 0;
        if (reader.Find(positioning) is not { } atx)
            fault = $"positioning ATX {positioning} not found";
        else if (atx.PublishEpoch >= PublishEpoch)
            fault = $"positioning atx epoch ({atx.PublishEpoch}) must be before {PublishEpoch}";
        else
            return atx.TickHeight;
        return null;
    }

    /// <summary>Why this cannot be the commitment of an initial ATX.</summary>
    private protected string? CommitmentFault(AtxId commitment, IAtxReader reader)
    {
        if (commitment == Rules.Golden)
            return null;
        if (reader.Find(commitment) is not { } atx)
            return $"commitment ATX {commitment} not found";
        return atx.PublishEpoch >= PublishEpoch ? $"atx publish epoch ({PublishEpoch}) must be after commitment atx publish epoch ({atx.PublishEpoch})" : null;
    }

    /// <summary>Without the empty and the golden id, each once, in order.</summary>
    private protected IReadOnlyList<AtxId> Needed(params IEnumerable<AtxId> ids) => [.. ids.Where(id => !id.IsZero() && id != Rules.Golden).Distinct()];

    private protected static ScaleBytes Bytes(Hash32 hash) => hash.ToArray();
}
