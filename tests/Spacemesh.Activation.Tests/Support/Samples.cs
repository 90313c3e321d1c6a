using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation.Tests.Support;

/// <summary>A network, one smesher, and the values its ATXs are made of.</summary>
internal static class Samples
{
    public const ulong LabelsPerUnit = 64;
    public const ulong TickSize = 3;

    public static readonly NodeId Smesher = Id<NodeId>(9);
    public static readonly AtxId Golden = Id<AtxId>(7);
    public static readonly AtxId Previous = Id<AtxId>(1);
    public static readonly AtxId Positioning = Id<AtxId>(2);
    public static readonly AtxId Commitment = Id<AtxId>(3);
    public static readonly Hash32 Challenge = Id<Hash32>(4);

    public static readonly PostV1 Post = new(1, new byte[] { 1, 2 }, 3);

    public static NetworkParameters Network { get; } = new()
    {
        LayersPerEpoch = 10,
        LayerDuration = TimeSpan.FromSeconds(10),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = Golden,
        AddressPrefix = "stest",
    };

    public static AtxRules Rules { get; } = new(
        Network,
        new AtxRulesOptions { TickSize = TickSize, MinNumUnits = 2, MaxNumUnits = 100, LabelsPerUnit = LabelsPerUnit },
        new EdVerifier(Network.GenesisId));

    public static T Id<T>(byte value)
        where T : struct, IFixedBytes<T>
    {
        byte[] bytes = new byte[T.Size];
        Array.Fill(bytes, value);
        return T.FromBytes(bytes);
    }

    /// <summary>An initial ATX of epoch 5 that passes every rule.</summary>
    public static ActivationTxV1 Initial() => new(
        new InnerActivationTxV1(
            new NIPostChallengeV1(new EpochId(5), 0, default, Golden, Golden, Post),
            default,
            4,
            new NIPostV1(new MerkleProofV1([], 0), Post, new PostMetadataV1(Challenge.ToArray(), LabelsPerUnit)),
            Smesher,
            17),
        Smesher,
        default);

    /// <summary>An ATX of epoch 6 on a previous one that passes every rule beside <see cref="Known"/>.</summary>
    public static ActivationTxV1 Chained() => new(
        new InnerActivationTxV1(
            new NIPostChallengeV1(new EpochId(6), 1, Previous, Positioning, null, null),
            default,
            4,
            new NIPostV1(new MerkleProofV1([], 0), Post, new PostMetadataV1(Challenge.ToArray(), LabelsPerUnit)),
            null,
            null),
        Smesher,
        default);

    /// <summary>What is stored: the previous ATX of epoch 5, the positioning one of epoch 4 with height 1000, and a PoET round of one member.</summary>
    public static KnownAtxs Known(ActivationTxV1 atx, ulong leaves = 11)
    {
        var known = new KnownAtxs();
        known.Atxs[Previous] = new StoredAtx(Smesher, new EpochId(5), 0, 17, 4, 10);
        known.Atxs[Positioning] = new StoredAtx(Id<NodeId>(8), new EpochId(4), 0, 0, 1, 1000);
        known.Commitments[Smesher] = Commitment;
        known.Units[(Previous, Smesher)] = 4;
        known.Poets[new PoetProofRef(Challenge.Value)] = new PoetFacts(leaves, atx.Inner.Challenge.ComputeHash());
        return known;
    }

    public static AtxCheck Check(ActivationTxV1 atx) => Check(Scale.Encode(atx), AtxVersion.V1);

    public static AtxCheck Check(ActivationTxV2 atx) => Check(Scale.Encode(atx), AtxVersion.V2);

    /// <summary>Runs all stages with every claim taken for true: the last verdict and the checked ATX.</summary>
    public static (Verdict Verdict, CheckedAtx? Atx, List<AtxClaim> Claims) Run(AtxCheck check, IAtxReader reader, uint current = 10)
    {
        var claims = new List<AtxClaim>();
        var alone = check.Alone(new EpochId(current));
        if (!alone.Verdict.IsAccept)
            return (alone.Verdict, null, claims);
        claims.AddRange(alone.Claims);
        var context = check.InContext(reader);
        if (!context.Verdict.IsAccept)
            return (context.Verdict, null, claims);
        claims.AddRange(context.Claims);
        var verdict = check.Conclude(reader, out var atx);
        return (verdict, atx, claims);
    }

    private static AtxCheck Check(byte[] blob, AtxVersion version)
    {
        if (!VersionedAtx.TryDecode(new ScaleBytes(blob), version, out var atx, out var error))
            throw new InvalidOperationException($"the sample does not decode: {error}");
        return Rules.Check(atx, atx.ComputeId());
    }
}
