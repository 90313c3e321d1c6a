using Spacemesh.Ports.Smeshing;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>Sets the stage for one phase of the NIPoST builder: epoch 5, its round before or after its begin.</summary>
internal sealed class PhaseStage
{
    public static readonly EpochId Publish = new(5);

    private static readonly TimeSpan Epoch = TimeSpan.FromSeconds(1000);

    public PhaseStage(AtxId golden, DateTimeOffset proofDeadline, bool roundStarted)
    {
        var network = Testbed.Network(10, Epoch / 10, proofDeadline - (Epoch * 6)) with { GoldenAtx = golden };
        var poet = new PoetTimes { PhaseShift = TimeSpan.FromSeconds(500), CycleGap = TimeSpan.Zero };
        var start = network.GenesisTime + (Epoch * 4) + poet.PhaseShift;
        Scheduler = new VirtualScheduler(new() { Start = start + TimeSpan.FromSeconds(roundStarted ? 1 : -10) });
        World = new BuilderWorld(Scheduler, Testbed.Options(network, poet));
    }

    public VirtualScheduler Scheduler { get; }

    public BuilderWorld World { get; }

    /// <summary>What became of an attempt: ok or the failure.</summary>
    public string Run(Func<BuilderContext, Task> attempt) => Scheduler.Run(async () =>
    {
        try
        {
            await attempt(World.Context());
            return "ok";
        }
        catch (AtxBuildException exception)
        {
            Failure = exception;
            return exception.Failure.ToString();
        }
    });

    public AtxBuildException? Failure { get; private set; }

    /// <summary>A PoET that answers with a proof of this root without leaves and nodes.</summary>
    public static PoetRoundProof RoundProof(byte[] root, ulong leafCount, IReadOnlyList<Hash32> members) =>
        new(new PoetProof(new PoetMerkleProof(root, [], []), leafCount), members, IsNew: true);
}
