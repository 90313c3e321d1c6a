using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Bench.Ground;

/// <summary>Objects of the sizes that spec 11 §5 measured.</summary>
internal static class WireSamples
{
    private const int MembershipNodes = 18;
    private const int IndicesBytes = 167;

    public static ActivationTxV1 AtxV1() => new(
        new InnerActivationTxV1(
            new NIPostChallengeV1(new EpochId(20), 19, Id<AtxId>(1), Id<AtxId>(2), null, null),
            Id<Address>(3),
            16,
            new NIPostV1(
                new MerkleProofV1(Ids<Hash32>(MembershipNodes), 5000),
                Post(),
                new PostMetadataV1(Id<Hash32>(4).ToArray(), 1UL << 32)),
            null,
            null),
        Id<NodeId>(5),
        Id<EdSignature>(6));

    public static ActivationTxV2 AtxV2Solo() => new(
        new EpochId(20),
        Id<AtxId>(1),
        Id<Address>(2),
        null,
        [Id<AtxId>(3)],
        [new NIPostV2(new MerkleProofV2(Ids<Hash32>(MembershipNodes)), Id<Hash32>(4), [new SubPostV2(0, 0, 5000, Post(), 16)])],
        70000,
        default,
        null,
        Id<NodeId>(5),
        Id<EdSignature>(6));

    /// <summary>One ATX for 16 identities.</summary>
    public static ActivationTxV2 AtxV2Merged()
    {
        var solo = AtxV2Solo();
        return solo with
        {
            PreviousAtxs = Ids<AtxId>(16),
            NIPosts =
            [
                solo.NIPosts[0] with
                {
                    Posts = Enumerable.Range(0, 16).Select(i => new SubPostV2((uint)i, (uint)i, 5000 + (ulong)i, Post(), 16)).ToScaleList(),
                },
            ],
            MarriageAtx = Id<AtxId>(7),
        };
    }

    public static Ballot Ballot() => new(
        new InnerBallot(new LayerId(100_000), Id<AtxId>(1), Id<Hash32>(2), Id<BallotId>(3), null),
        Id<EdSignature>(4),
        Id<NodeId>(5),
        new Votes(Id<BallotId>(6), [new Vote(Id<BlockId>(7), new LayerId(99_999), 200_000)], default, default),
        [new VotingEligibility(3, Id<VrfSignature>(8))],
        default);

    public static Proposal Proposal() => new(new InnerProposal(Ballot(), Ids<TransactionId>(50), Id<Hash32>(1)), Id<EdSignature>(2));

    private static PostV1 Post() => new(7, Bytes(IndicesBytes, 8), 1UL << 20);

    private static T Id<T>(int seed)
        where T : struct, IFixedBytes<T> => T.FromBytes(Bytes(T.Size, seed));

    private static ScaleList<T> Ids<T>(int count)
        where T : struct, IFixedBytes<T> => Enumerable.Range(100, count).Select(Id<T>).ToScaleList();

    private static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        uint state = (uint)seed * 2654435761;
        for (int i = 0; i < count; i++)
        {
            state = (state * 1664525) + 1013904223;
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }
}
