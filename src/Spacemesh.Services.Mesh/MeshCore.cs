using Microsoft.Extensions.Logging;
using Spacemesh.Ports.State;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.Services.Mesh.Upkeep;
using Spacemesh.Vm;

namespace Spacemesh.Services.Mesh;

/// <summary>
/// The mesh of a node, put together over what its database holds: state brought to the last applied layer, ATX cache filled, votes counted
/// anew, pending transactions read. The intakes come on top, once hare and beacon are there. Nothing runs before <see cref="RunAsync"/>.
/// </summary>
public sealed class MeshCore
{
    /// <summary>Takes as long as the window of votes is; ATXs, proofs and beacons that are stored meanwhile would be missed.</summary>
    public MeshCore(MeshParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var network = parts.Clock.Network;
        var applied = MeshService.PrepareState(parts.State, network);
        ConsensusWarmUp.Run(parts.State, network, parts.Tortoise.WindowEpochs(applied), parts.Atxs);
        Votes = VoteCounter.Recover(parts.Tortoise, parts.Atxs, parts.State, parts.Clock.Current, parts.Trace, parts.Instruments, parts.Time);
        Vm = new VirtualMachine(VmOptions.For(network, parts.BlockGasLimit));
        Pool = new TransactionPool(parts.State, parts.Pool, parts.Events, parts.Time, parts.Instruments);
        Executor = new LayerExecutor(Vm, network, parts.State, parts.Atxs, Pool, parts.Work, parts.Events, parts.Time, parts.Instruments);
        Mesh = new MeshService(network, parts.State, Votes, Executor, Pool, parts.Fetcher, parts.Events, parts.Logs.CreateLogger<MeshService>());
        Upkeep = new MeshUpkeep(parts.State, parts.Clock, Pool, parts.Pruning, parts.PruneInterval, parts.Time, parts.Logs.CreateLogger<MeshUpkeep>(), parts.Instruments);
    }

    /// <summary>Observes the intakes of ATXs, malfeasance proofs and beacons.</summary>
    public VoteCounter Votes { get; }

    public VirtualMachine Vm { get; }

    public TransactionPool Pool { get; }

    public LayerExecutor Executor { get; }

    public MeshService Mesh { get; }

    public MeshUpkeep Upkeep { get; }

    /// <summary>Prunes once, then fetches missing blocks and prunes until it is cancelled. What goes wrong comes out: the node has to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Upkeep.RunOnce(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops = [Mesh.RunAsync(stop.Token), Upkeep.RunAsync(stop.Token)];
        var first = await Task.WhenAny(loops);
#pragma warning disable VSTHRD103 // CancelAsync leaves the scheduler of the simulation.
        stop.Cancel();
#pragma warning restore VSTHRD103
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException)
        {
            // One of them was stopped because the other ended.
        }

        await first;
    }
}
