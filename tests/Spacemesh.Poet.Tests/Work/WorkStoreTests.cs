using Spacemesh.Poet.Server.Rounds;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Poet.Verification;
using Spacemesh.Poet.Work;
using Spacemesh.Runtime;

namespace Spacemesh.Poet.Tests.Work;

public sealed class WorkStoreTests
{
    private static readonly byte[] Statement = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    [Theory]
    [InlineData(0UL, 1000UL, 4)]
    [InlineData(93_312_000_000UL, 400UL << 20, 13)]
    [InlineData(1_400_000UL, 400UL << 20, 4)]
    [InlineData(ulong.MaxValue, 1UL, 20)]
    public void Layer_is_the_lowest_that_fits(ulong leaves, ulong bytes, int layer) => Assert.Equal(layer, FileWorkStore.LayerFor(leaves, (long)bytes));

    [Theory]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(1)]
    public async Task Work_goes_on_from_the_checkpoint_after_a_crash(int checkpointed)
    {
        using var folder = new TemporaryFolder();
        using (var store = Create(folder["round"]))
        {
            var work = new SequentialWork(store);
            work.Advance((ulong)checkpointed);
            store.Save(work.Checkpoint);
            work.Advance((ulong)checkpointed + 321);
            // Nodes behind the checkpoint are on the disk or not, torn or whole.
            Copy(folder["round"], folder["crashed"]);
            await using var nodes = new FileStream(folder["crashed/nodes.bin"], FileMode.Append);
            await nodes.WriteAsync(new byte[77]);
        }

        var uninterrupted = new SequentialWork(new MemoryWorkStore(Statement));
        uninterrupted.Advance(3000);
        using var reopened = FileWorkStore.Open(folder["crashed"], sync: false, TimeProvider.System, TimeSpan.FromDays(1));
        var resumed = new SequentialWork(reopened);
        Assert.Equal((ulong)checkpointed, resumed.LeafCount);
        resumed.Advance(3000);
        Assert.Equal(uninterrupted.Tree.Root(), resumed.Tree.Root());
        reopened.Save(resumed.Checkpoint);
        var proof = await WorkProver.Prove(resumed, new InlineWorkPool());
        Assert.True(WorkVerifier.Verify(Statement, proof).IsValid);
        Assert.Equal(await WorkProver.Prove(uninterrupted, new InlineWorkPool()), proof);
    }

    [Theory]
    [InlineData("round.bin")]
    [InlineData("checkpoint.bin")]
    public void Damaged_file_is_named(string name)
    {
        using var folder = new TemporaryFolder();
        Create(folder["round"]).Dispose();
        string path = Path.Combine(folder["round"], name);
        var bytes = File.ReadAllBytes(path);
        bytes[0] ^= 1;
        File.WriteAllBytes(path, bytes);
        var refused = Assert.Throws<PoetStateException>(() => FileWorkStore.Open(folder["round"], sync: false, TimeProvider.System, TimeSpan.FromDays(1)));
        Assert.Contains(name, refused.Message);
    }

    [Fact]
    public void Missing_nodes_are_told()
    {
        using var folder = new TemporaryFolder();
        using (var store = Create(folder["round"]))
        {
            var work = new SequentialWork(store);
            work.Advance(500);
            store.Save(work.Checkpoint);
        }

        File.WriteAllBytes(folder["round/nodes.bin"], new byte[32]);
        var refused = Assert.Throws<PoetStateException>(() => FileWorkStore.Open(folder["round"], sync: false, TimeProvider.System, TimeSpan.FromDays(1)));
        Assert.Contains("nodes.bin", refused.Message);
    }

    [Fact]
    public void Checkpoint_asked_for_by_the_timer_is_offered_and_written()
    {
        var scheduler = new VirtualScheduler();
        using var folder = new TemporaryFolder();
        using var store = FileWorkStore.Create(folder["round"], Statement, 2, sync: false, scheduler.TimeProvider, TimeSpan.FromSeconds(10));
        var work = new SequentialWork(store);
        work.Advance(10);
        Assert.False(store.WantsCheckpoint);
        scheduler.RunFor(TimeSpan.FromSeconds(11));
        Assert.True(store.WantsCheckpoint);
        work.Advance(11);
        Assert.False(store.WantsCheckpoint);
    }

    private static FileWorkStore Create(string directory) =>
        FileWorkStore.Create(directory, Statement, 3, sync: false, TimeProvider.System, TimeSpan.FromDays(1));

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string path in Directory.EnumerateFiles(from))
            File.Copy(path, Path.Combine(to, Path.GetFileName(path)));
    }
}
