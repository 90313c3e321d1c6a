using Spacemesh.Primitives;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Bench.Mesh;

/// <summary>A machine in the middle of a made-up network.</summary>
internal sealed class LoadedMesh(MeshSample sample, TortoiseMachine machine)
{
    private uint _more;

    public TortoiseMachine Machine => machine;

    /// <summary>The layer that comes next.</summary>
    public uint Next { get; private set; } = MeshSample.Genesis + 1;

    /// <summary>The votes of an ordinary ballot of the last layer.</summary>
    public Votes Plain => sample.Ballot(Next - 1, 0).Votes;

    /// <summary>One live layer: ballots, block, hare's output, coin, tally, and the results taken as applied.</summary>
    public void Live()
    {
        uint layer = Next++;
        for (uint index = 0; index < sample.BallotsPerLayer; index++)
            Store(sample.Counted(layer, index));
        var block = MeshSample.BlockOf(layer);
        machine.OnBlock(block);
        machine.OnHareOutput(new LayerId(layer), block.Id);
        machine.OnWeakCoin(new LayerId(layer), coin: true);
        machine.TallyVotes(new LayerId(layer));
        foreach (var result in machine.Updates())
        {
            if (result.Verified)
                machine.OnApplied(result.Layer, result.Opinion);
        }
    }

    /// <summary>A layer of which only ballots and block are known.</summary>
    public void Silent()
    {
        uint layer = Next++;
        for (uint index = 0; index < sample.BallotsPerLayer; index++)
            Store(sample.Counted(layer, index));
        machine.OnBlock(MeshSample.BlockOf(layer));
    }

    /// <summary>A further ballot of the last layer, of a smesher that has a reference ballot.</summary>
    public TortoiseBallot OneMore(Votes votes, Hash32? opinion)
    {
        var ballot = sample.Ballot(Next - 1, _more++ % sample.BallotsPerLayer, votes, opinion);
        return TortoiseBallot.Of(ballot, malicious: false) with { Id = BallotId.FromBytes([.. BitConverter.GetBytes(~_more), .. new byte[16]]) };
    }

    public void Store(TortoiseBallot ballot)
    {
        if (machine.DecodeBallot(ballot, out var decoded) is { } fault)
            throw new InvalidOperationException(fault.Message);
        machine.StoreBallot(decoded!);
    }
}
