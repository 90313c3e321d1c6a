using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Services.Mesh.Upkeep;
using Spacemesh.Storage.Memory;
using Spacemesh.TxPool.State;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Mesh.Tests;

public sealed class UpkeepTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);

    [Fact]
    public void Active_sets_of_the_epoch_before_last_go_at_the_next_run()
    {
        var scheduler = new VirtualScheduler();
        using var state = new MemoryStateDatabase();
        var network = new NetworkParameters
        {
            LayersPerEpoch = 12,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = scheduler.UtcNow,
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
        for (uint epoch = 0; epoch < 6; epoch++)
            state.ActiveSets.Add(Set(epoch), new EpochActiveSet(new EpochId(epoch), default));
        var pool = new TransactionPool(state, TxPoolOptions.Default, new RecordedEvents());
        var options = new PruneOptions { SafeDistance = 4 };
        var upkeep = new MeshUpkeep(state, new LayerClock(network, scheduler.TimeProvider), pool, options, Interval, scheduler.TimeProvider, NullLogger<MeshUpkeep>.Instance);
        using var stop = new CancellationTokenSource();
        upkeep.RunOnce();
        Assert.True(state.ActiveSets.Contains(Set(0)));
        scheduler.Run(async () =>
        {
            var loop = upkeep.RunAsync(stop.Token);
            // Four epochs of an hour.
            await Task.Delay(TimeSpan.FromHours(4) + TimeSpan.FromMinutes(31), scheduler.TimeProvider);
            stop.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
        });
        Assert.Equal([3u, 4u, 5u], Enumerable.Range(0, 6).Select(epoch => (uint)epoch).Where(epoch => state.ActiveSets.Contains(Set(epoch))));
    }

    private static Hash32 Set(uint epoch) => Hash32.FromBytes([.. Enumerable.Repeat((byte)(epoch + 1), 32)]);
}
