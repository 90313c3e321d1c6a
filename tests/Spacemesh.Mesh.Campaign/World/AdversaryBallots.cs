using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Mesh.Campaign.World;

/// <summary>
/// The votes of an adversary: each ballot builds on its own one before, so that its opinion needs no counting. The chain of an equivocator
/// is that of its first ballots.
/// </summary>
internal sealed class AdversaryBallots(LayerId genesis, Conduct conduct, SeededRandom random)
{
    private readonly LayerId _genesis = genesis;
    private BallotId _base;
    private LayerId _voted = genesis;
    private Hash32? _opinion;

    /// <summary>The next opinion, of a ballot in <paramref name="layer"/>. <paramref name="blocks"/> gives the blocks of a layer.</summary>
    public Opinion Next(LayerId layer, Func<LayerId, IReadOnlyList<Vote>> blocks)
    {
        var support = new List<Vote>();
        var abstain = new List<LayerId>();
        var opinion = _opinion;
        for (var voted = _voted; voted < layer; voted = voted.Add(1))
        {
            var hasher = opinion is { } previous ? new OpinionHasher(in previous) : new OpinionHasher();
            int choice = random.Next(3);
            // The layer before all others has no blocks, and everybody knows.
            if (voted == _genesis)
            {
                opinion = hasher.Finish();
                continue;
            }

            if (conduct == Conduct.Abstaining || (conduct == Conduct.Fickle && choice == 0))
            {
                abstain.Add(voted);
                hasher.Abstain();
            }
            else if (conduct is Conduct.Invented or Conduct.Tall || (conduct == Conduct.Fickle && choice == 1))
            {
                var vote = blocks(voted) is { Count: > 0 } real && conduct == Conduct.Fickle
                    ? real[0]
                    : new Vote(Ids.Of<BlockId>(0xBAD, voted.Value), voted, conduct == Conduct.Tall ? 1ul << 40 : 1);
                support.Add(vote);
                hasher.Support(vote.Id, vote.Height);
            }

            opinion = hasher.Finish();
        }

        _opinion = opinion;
        _voted = layer;
        return new Opinion(opinion!.Value, new Votes(_base, support.ToScaleList(), default, abstain.ToScaleList()));
    }

    /// <summary>The ballot that carries the opinion given last.</summary>
    public void Sent(BallotId ballot) => _base = ballot;
}
