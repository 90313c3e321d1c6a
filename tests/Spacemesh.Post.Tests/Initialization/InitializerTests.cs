using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Tests.Initialization;

public sealed class InitializerTests : IDisposable
{
    private readonly TestSpace _space = new();

    public void Dispose() => _space.Dispose();

    private static InitializationOptions Options(uint units = 3) => new()
    {
        NodeId = NodeId.FromBytes([.. Enumerable.Range(0, Bytes32.Length).Select(value => (byte)value)]),
        CommitmentAtxId = AtxId.FromBytes([.. Enumerable.Range(32, Bytes32.Length).Select(value => (byte)value)]),
        Network = new PostConfig { LabelsPerUnit = 4096, Scrypt = new ScryptParameters(2, 1, 1) },
        NumUnits = units,
        MaxFileSize = 16384,
        ComputeBatchSize = 1000,
    };

    [Fact]
    public async Task Several_lanes_and_providers_write_what_one_writes()
    {
        using var alone = new TestSpace();
        await Initializer.Open(alone.Directories, Options(), TestSpace.Services()).RunAsync([LabelProvider.Cpu]);

        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 4 });
        var device = new LabelProvider(0, "a device", LabelProviderClass.Gpu, () => new ScriptedEngine());
        var services = TestSpace.Services() with { Pool = pool, Threads = 4 };
        await Initializer.Open(_space.Directories, Options(), services).RunAsync([LabelProvider.Cpu, device]);

        RequireSame(alone);
    }

    [Fact]
    public async Task Second_run_on_a_directory_being_written_is_refused()
    {
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var first = Initializer.Open(_space.Directories, Options(), TestSpace.Services());
        var second = Initializer.Open(_space.Directories, Options(), TestSpace.Services());
        var engine = new ScriptedEngine(_ =>
        {
            started.Set();
            release.Wait();
        });
        var running = Task.Run(() => first.RunAsync([engine.AsProvider()]));
        started.Wait();
        var refused = await Assert.ThrowsAsync<PostDataException>(() => second.RunAsync([LabelProvider.Cpu]));
        Assert.Contains("another process is using it", refused.Message, StringComparison.Ordinal);
        release.Set();
        await running;
        Assert.Equal(InitializationStatus.Completed, first.Status());
    }

    [Fact]
    public async Task Failing_device_keeps_what_is_written_and_another_completes_it()
    {
        var initializer = Initializer.Open(_space.Directories, Options(), TestSpace.Services());
        var broken = new ScriptedEngine(call =>
        {
            if (call == 3)
                throw new PostException("the device is gone");
        });
        await Assert.ThrowsAsync<PostException>(() => initializer.RunAsync([broken.AsProvider()]));
        Assert.Equal(InitializationStatus.Started, initializer.Status());
        await initializer.RunAsync([LabelProvider.Cpu]);

        using var alone = new TestSpace();
        await Initializer.Open(alone.Directories, Options(), TestSpace.Services()).RunAsync([LabelProvider.Cpu]);
        RequireSame(alone);
    }

    [Fact]
    public async Task Full_disk_is_noticed_before_anything_is_computed()
    {
        var services = TestSpace.Services() with { Room = _ => new FileSystemRoom("/", 100_000) };
        var initializer = Initializer.Open(_space.Directories, Options(), services);
        var refused = await Assert.ThrowsAsync<PostDataException>(() => initializer.RunAsync([LabelProvider.Cpu]));
        Assert.Contains("196608 bytes are needed, 100000 are free", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, initializer.BatchesBegun);
    }

    [Fact]
    public void File_size_that_is_no_multiple_of_a_label_is_refused()
    {
        var refused = Assert.Throws<PostOptionException>(() => (Options() with { MaxFileSize = 16390 }).Validate());
        Assert.Equal("MaxFileSize", refused.Option);
    }

    [Fact]
    public async Task Missing_file_in_the_middle_is_named_by_the_reader_and_made_again_by_a_run()
    {
        await Initializer.Open(_space.Directories, Options(), TestSpace.Services()).RunAsync([LabelProvider.Cpu]);
        string path = Path.Combine(_space.Path, "postdata_5.bin");
        byte[] before = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        using (var reader = PostDataReader.Open(_space.Directories))
            Assert.Contains("postdata_5.bin", Assert.Throws<PostDataException>(reader.RequireComplete).Message, StringComparison.Ordinal);
        await Initializer.Open(_space.Directories, Options(), TestSpace.Services()).RunAsync([LabelProvider.Cpu]);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public void Metadata_parser_refuses_or_reads_any_bytes()
    {
        var random = new Random(9);
        byte[] good = new PostMetadataDocument { NodeId = new byte[32], CommitmentAtxId = new byte[32], NumUnits = 4, Nonce = 5, NonceValue = new byte[16] }.Write();
        for (int i = 0; i < 20000; i++)
        {
            byte[] text = (byte[])good.Clone();
            for (int edits = random.Next(1, 5); edits > 0; edits--)
                text[random.Next(text.Length)] = (byte)random.Next(256);
            try
            {
                PostMetadata.FromDocument(PostMetadataDocument.Parse(text.AsSpan(0, random.Next(text.Length + 1))), "text");
            }
            catch (PostDataException)
            {
                // Refused.
            }
        }
    }

    private void RequireSame(TestSpace expected)
    {
        Assert.Equal(File.ReadAllText(expected.MetadataPath), File.ReadAllText(_space.MetadataPath));
        foreach (var file in expected.Directories.Files())
            Assert.Equal(File.ReadAllBytes(file.Path), File.ReadAllBytes(Path.Combine(_space.Path, Path.GetFileName(file.Path))));
    }
}
