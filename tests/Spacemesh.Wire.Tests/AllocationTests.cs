using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Wire.Tests;

/// <summary>Decoding allocates the value's own objects and arrays and nothing else; ids allocate nothing.</summary>
public sealed class AllocationTests
{
    private static readonly ActivationTxV1 AtxV1 = new(
        new InnerActivationTxV1(
            new NIPostChallengeV1(new EpochId(4), 3, default, default, null, null),
            default,
            4,
            new NIPostV1(new MerkleProofV1([default, default, default], 1), new PostV1(1, new byte[167], 9), new PostMetadataV1(new byte[32], 5)),
            null,
            null),
        default,
        default);

    private static readonly ActivationTxV2 AtxV2 = new(
        new EpochId(4),
        default,
        default,
        null,
        [default],
        [new NIPostV2(new MerkleProofV2([default, default]), default, [new SubPostV2(0, 0, 1, new PostV1(1, new byte[167], 9), 4)])],
        7,
        [new MarriageCertificate(default, default)],
        null,
        default,
        default);

    private static readonly Ballot Ballot = new(
        new InnerBallot(new LayerId(9), default, default, default, new EpochData(default, default, 1)),
        default,
        default,
        new Votes(default, [new Vote(default, new LayerId(8), 7)], default, [new LayerId(5)]),
        [new VotingEligibility(1, default)],
        default);

    private static readonly Proposal Proposal = new(new InnerProposal(Ballot, [default, default], default), default);

    private static readonly Block Block = new(new LayerId(9), 8, [new AnyReward(default, new RatNum(1, 2))], [default]);

    [Fact]
    public void Atx_v1() => Check(AtxV1, Copy, atx => atx.ComputeId());

    [Fact]
    public void Atx_v2() => Check(
        AtxV2,
        atx => atx with
        {
            PreviousAtxs = Copy(atx.PreviousAtxs),
            Marriages = Copy(atx.Marriages),
            NIPosts = ScaleList.Own([Copy(atx.NIPosts[0])]),
        },
        atx => atx.ComputeId());

    [Fact]
    public void Ballot_with_votes() => Check(Ballot, Copy, ballot => ballot.ComputeId());

    [Fact]
    public void Proposal_with_transactions() => Check(
        Proposal,
        proposal => proposal with { Inner = proposal.Inner with { Ballot = Copy(proposal.Inner.Ballot), TxIds = Copy(proposal.Inner.TxIds) } },
        proposal => proposal.ComputeId());

    [Fact]
    public void Block_with_rewards() =>
        Check(Block, block => block with { Rewards = Copy(block.Rewards), TxIds = Copy(block.TxIds) }, block => block.ComputeId());

    private static void Check<T>(T value, Func<T, T> copy, Action<T> identify)
        where T : class, IScaleType<T>
    {
        byte[] bytes = Scale.Encode(value);
        // A copy of all objects and arrays is what the value costs.
        long own = Allocated(() => copy(value));
        long decoding = Allocated(() => Scale.TryDecode<T>(bytes, out _, out _));
        Assert.Equal(own, decoding);
        Assert.Equal(0, Allocated(() => identify(value)));
    }

    private static long Allocated(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static ActivationTxV1 Copy(ActivationTxV1 atx)
    {
        var nipost = atx.Inner.NIPost!;
        return atx with
        {
            Inner = atx.Inner with
            {
                Challenge = atx.Inner.Challenge with { },
                NIPost = nipost with
                {
                    Membership = nipost.Membership with { Nodes = Copy(nipost.Membership.Nodes) },
                    Post = nipost.Post!.Value with { Indices = ScaleBytes.Copy(nipost.Post.Value.Indices.Span) },
                    PostMetadata = nipost.PostMetadata!.Value with { Challenge = ScaleBytes.Copy(nipost.PostMetadata.Value.Challenge.Span) },
                },
            },
        };
    }

    private static NIPostV2 Copy(NIPostV2 nipost)
    {
        var post = nipost.Posts[0];
        return nipost with
        {
            Membership = new MerkleProofV2(Copy(nipost.Membership.Nodes)),
            Posts = ScaleList.Own([post with { Post = post.Post with { Indices = ScaleBytes.Copy(post.Post.Indices.Span) } }]),
        };
    }

    private static Ballot Copy(Ballot ballot) => ballot with
    {
        Inner = ballot.Inner with { },
        Votes = ballot.Votes with { Support = Copy(ballot.Votes.Support), Abstain = Copy(ballot.Votes.Abstain) },
        EligibilityProofs = Copy(ballot.EligibilityProofs),
    };

    private static ScaleList<T> Copy<T>(ScaleList<T> list) => ScaleList.Own(list.ToArray());
}
