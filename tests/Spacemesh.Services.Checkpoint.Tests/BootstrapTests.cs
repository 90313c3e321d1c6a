using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Checkpoint.Bootstrap;
using Spacemesh.Services.Checkpoint.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Checkpoint.Tests;

/// <summary>What updates do, and what the updater keeps (spec 08 §14).</summary>
public sealed class BootstrapTests
{
    private static readonly EpochId Epoch = new(3);
    private static readonly Beacon Beacon = Beacon.FromBytes([1, 2, 3, 4]);

    [Fact]
    public void Update_sets_the_beacon_and_gives_the_sorted_set_to_everybody()
    {
        var scheduler = new VirtualScheduler();
        using var state = new MemoryStateDatabase();
        var beacons = new List<(EpochId, Beacon)>();
        var sets = new List<(EpochId Epoch, IReadOnlyList<AtxId> Set)>();
        var fetched = new List<AtxId>();
        var effects = new BootstrapEffects(
            state, (epoch, beacon) => beacons.Add((epoch, beacon)), (epoch, set) => sets.Add((epoch, set)),
            (set, _) =>
            {
                fetched.AddRange(set);
                return Task.CompletedTask;
            },
            NullLogger.Instance);
        scheduler.Start(() => effects.RunAsync(CancellationToken.None), "effects");
        scheduler.Run(() => effects.ApplyAsync(new BootstrapUpdate(Epoch, Beacon, [Id(9), Id(2)]), CancellationToken.None).AsTask());
        scheduler.RunUntilIdle();
        AtxId[] sorted = [Id(2), Id(9)];
        Assert.Equal([(Epoch, Beacon)], beacons);
        Assert.Equal(sorted, Assert.Single(sets).Set);
        Assert.Equal(sorted, fetched);
        Assert.Equal(sorted, state.ActiveSets.Find(new EpochActiveSet(Epoch, [.. sorted]).ComputeHash())!.Set);
    }

    [Fact]
    public void Zero_beacon_and_empty_set_are_none()
    {
        using var state = new MemoryStateDatabase();
        var effects = new BootstrapEffects(
            state, (_, _) => Assert.Fail("no beacon"), (_, _) => Assert.Fail("no set"), (_, _) => Task.CompletedTask, NullLogger.Instance);
        Assert.True(effects.ApplyAsync(new BootstrapUpdate(Epoch, default, []), CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Stored_updates_are_applied_at_the_start_and_not_asked_for()
    {
        using var folder = new TestFolder();
        byte[] document = BootstrapDocument.Write(new BootstrapUpdate(Epoch, Beacon, [Id(5)]));
        var first = Updater(folder, address => address.AbsolutePath.EndsWith("epoch-3-update-bs", StringComparison.Ordinal) ? (200, document) : (404, []), out _, out _);
        await first.RunRoundAsync(Epoch, CancellationToken.None);
        var second = Updater(folder, _ => (404, []), out var web, out var updates);
        await second.LoadAsync(Epoch, CancellationToken.None);
        Assert.Equal(Epoch, Assert.Single(updates).Epoch);
        await second.RunRoundAsync(Epoch, CancellationToken.None);
        Assert.DoesNotContain(web.Asked, address => address.AbsolutePath.Contains("epoch-3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unreadable_stored_update_is_named()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.File("bootstrap/3"));
        File.WriteAllText(folder.File("bootstrap/3/epoch-3-update-bc"), "{}");
        var updater = Updater(folder, _ => (404, []), out _, out _);
        var refused = await Assert.ThrowsAsync<BootstrapException>(() => updater.LoadAsync(Epoch, CancellationToken.None));
        Assert.Contains("epoch-3-update-bc", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Written_document_reads_back()
    {
        var update = new BootstrapUpdate(Epoch, Beacon, [Id(1), Id(200)]);
        var read = BootstrapDocument.Parse(BootstrapDocument.Write(update), BootstrapDocument.DefaultVersion, "document");
        Assert.Equal((update.Epoch, update.Beacon), (read.Epoch, read.Beacon));
        Assert.Equal(update.ActiveSet, read.ActiveSet);
    }

    private static BootstrapUpdater Updater(TestFolder folder, Func<Uri, (int, byte[])> answer, out ServedFiles web, out List<BootstrapUpdate> updates)
    {
        var got = new List<BootstrapUpdate>();
        (web, updates) = (new ServedFiles(answer), got);
        var network = new NetworkParameters
        {
            LayersPerEpoch = 4,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "stest",
        };
        var options = new BootstrapOptions
        {
            Url = new Uri("http://localhost/bootstrap"),
            Version = BootstrapDocument.DefaultVersion,
            Folder = folder.File("bootstrap"),
            Interval = TimeSpan.FromMinutes(1),
        };
        return new BootstrapUpdater(
            options, new LayerClock(network, TimeProvider.System), TimeProvider.System, web,
            (update, _) =>
            {
                got.Add(update);
                return default;
            },
            NullLogger.Instance);
    }

    private static AtxId Id(byte value)
    {
        byte[] bytes = new byte[AtxId.Size];
        bytes[0] = value;
        return AtxId.FromBytes(bytes);
    }
}
