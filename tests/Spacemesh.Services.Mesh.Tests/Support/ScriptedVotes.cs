using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Tests.Support;

/// <summary>A vote counting that says what the test wants and notes what it is told.</summary>
internal sealed class ScriptedVotes : IVoteCounter
{
    public LayerId LatestVerified { get; set; }

    /// <summary>The next <see cref="Updates"/>.</summary>
    public IReadOnlyList<LayerResult> Results { get; set; } = [];

    public List<string> Calls { get; } = [];

    public void OnBlock(in Vote header) => Calls.Add($"on_block {header.LayerId} {header.Id.ToHex()} {header.Height}");

    public void OnHareOutput(LayerId layer, BlockId output) => Calls.Add($"on_hare_output {layer} {output.ToHex()}");

    public void OnWeakCoin(LayerId layer, bool coin) => Calls.Add($"on_weak_coin {layer} {coin}");

    public void TallyVotes(LayerId last) => Calls.Add($"tally_votes {last}");

    public IReadOnlyList<LayerResult> Updates()
    {
        Calls.Add("updates");
        return Results;
    }

    public bool OnApplied(LayerId layer, Hash32 opinion)
    {
        Calls.Add($"on_applied {layer} {opinion.ToHex()}");
        return true;
    }
}
