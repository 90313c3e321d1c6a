using Spacemesh.Primitives;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Counting;

/// <summary>What the mesh asks of the vote counting (spec 06 §5–9). Thread-safe.</summary>
public interface IVoteCounter
{
    /// <summary>Last layer of the verified prefix.</summary>
    LayerId LatestVerified { get; }

    void OnBlock(in Vote header);

    void OnHareOutput(LayerId layer, BlockId output);

    void OnWeakCoin(LayerId layer, bool coin);

    void TallyVotes(LayerId last);

    IReadOnlyList<LayerResult> Updates();

    bool OnApplied(LayerId layer, Hash32 opinion);
}
