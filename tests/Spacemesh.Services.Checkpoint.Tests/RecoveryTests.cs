using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint.Files;
using Spacemesh.Services.Checkpoint.Recovery;
using Spacemesh.Services.Checkpoint.Tests.Support;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Services.Checkpoint.Tests;

/// <summary>Recoveries beyond the golden ones: files, hashes, crashes, the way round.</summary>
public sealed class RecoveryTests
{
    private const uint Snapshot = 100;
    private static readonly LayerId Restore = new(120);

    [Fact]
    public async Task Recovered_state_makes_the_same_checkpoint_again()
    {
        using var folder = new TestFolder();
        var (file, content) = MakeCheckpoint(folder);
        var outcome = await RunAsync(folder, file);
        Assert.Equal(Restore, outcome.Restored);
        using var state = Databases.OpenState(folder.File("state.sql"));
        var again = StateCheckpoint.Read(state, Restore.Sub(1), 4);
        Assert.Equal(content.Accounts.Select(account => account with { Layer = Restore.Sub(1) }), again.Accounts);
        Assert.Equal(content.Atxs.Select(atx => (atx.Id, atx.Smesher, atx.PublishEpoch)), again.Atxs.Select(atx => (atx.Id, atx.Smesher, atx.PublishEpoch)));
        Assert.Equal(Document(content), Document(again));
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("blake3")]
    public async Task Hash_in_the_address_is_checked(string algorithm)
    {
        using var folder = new TestFolder();
        var (file, _) = MakeCheckpoint(folder);
        byte[] bytes = File.ReadAllBytes(file);
        string right = Convert.ToHexStringLower(algorithm == "sha256" ? SHA256.HashData(bytes) : Crypto.Hashing.Blake3.Hash(bytes).ToArray());
        string wrong = right[..^1] + (right[^1] == '0' ? '1' : '0');
        byte[] before = File.ReadAllBytes(folder.File("state.sql"));
        var refused = await Assert.ThrowsAsync<CheckpointException>(() => RunAsync(folder, $"{file}#{algorithm}={wrong}"));
        Assert.Equal(CheckpointFault.Damaged, refused.Fault);
        Assert.Equal(before, File.ReadAllBytes(folder.File("state.sql")));
        Assert.Equal(Restore, (await RunAsync(folder, $"{file}#{algorithm}={right}")).Restored);
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("ftp://localhost/cp")]
    [InlineData("http://localhost/cp#md5=00")]
    [InlineData("http://localhost/cp#sha256=00")]
    [InlineData("http://localhost/cp#sha256=xx")]
    [InlineData("")]
    public async Task Address_that_cannot_be_used_names_the_key(string uri)
    {
        using var folder = new TestFolder();
        var refused = await Assert.ThrowsAsync<CheckpointException>(() => RunAsync(folder, uri));
        Assert.Equal(CheckpointFault.Options, refused.Fault);
        Assert.Contains("recovery.recovery-uri", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_server_and_missing_file_start_the_node_without_recovery()
    {
        using var folder = new TestFolder();
        MakeState(folder.File("state.sql")).Dispose();
        Assert.Null((await RunAsync(folder, "http://localhost/cp", _ => (0, []))).Restored);
        Assert.Null((await RunAsync(folder, folder.File("nowhere"))).Restored);
        Assert.False(Directory.Exists(folder.File("recovery")));
    }

    [Fact]
    public async Task Second_start_does_nothing()
    {
        using var folder = new TestFolder();
        var (file, _) = MakeCheckpoint(folder);
        await RunAsync(folder, file);
        File.Delete(file);
        var again = await RunAsync(folder, file);
        Assert.Equal(Restore, again.Restored);
        Assert.Single(Directory.GetDirectories(folder.Root, "backup.*"));
    }

    [Fact]
    public async Task Complete_state_that_a_crash_left_is_put_in_place()
    {
        using var folder = new TestFolder();
        var (file, _) = MakeCheckpoint(folder);
        using var other = new TestFolder();
        await RunAsync(folder, file);
        MakeState(other.File("state.sql")).Dispose();
        Directory.CreateDirectory(other.File("recovery"));
        File.Copy(folder.File("state.sql"), other.File("recovery/state.sql"));
        // The checkpoint is gone: what is here must be enough.
        var outcome = await RunAsync(other, "http://localhost/cp", _ => (0, []));
        Assert.Equal(Restore, outcome.Restored);
        Assert.Single(Directory.GetDirectories(other.Root, "backup.*"));
    }

    [Fact]
    public async Task Unfinished_state_that_a_crash_left_is_made_anew()
    {
        using var folder = new TestFolder();
        var (file, _) = MakeCheckpoint(folder);
        Directory.CreateDirectory(folder.File("recovery"));
        File.WriteAllBytes(folder.File("recovery/state.sql.partial"), [1, 2, 3]);
        Assert.Equal(Restore, (await RunAsync(folder, file)).Restored);
    }

    [Fact]
    public async Task Fresh_folder_recovers_too()
    {
        using var source = new TestFolder();
        var (file, _) = MakeCheckpoint(source);
        using var folder = new TestFolder();
        Assert.Equal(Restore, (await RunAsync(folder, file)).Restored);
        Assert.Empty(Directory.GetDirectories(folder.Root, "backup.*"));
    }

    [Theory]
    [InlineData("\"coinbase\":\"", "\"coinbase\":\"!", "coinbase")]
    [InlineData("\"tickCount\":", "\"tickCount\":-", "tickCount")]
    [InlineData("schema.json.1.0", "schema.json.2.0", "version")]
    [InlineData("{\"command\"", "{\"command\"[", "not JSON")]
    public async Task Damaged_file_stops_the_start_and_names_the_field(string old, string changed, string named)
    {
        using var folder = new TestFolder();
        var (file, _) = MakeCheckpoint(folder);
        File.WriteAllText(file, File.ReadAllText(file).Replace(old, changed, StringComparison.Ordinal));
        byte[] before = File.ReadAllBytes(folder.File("state.sql"));
        var refused = await Assert.ThrowsAsync<CheckpointException>(() => RunAsync(folder, file));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.File("state.sql")));
    }

    private static string Document(CheckpointContent content)
    {
        using var output = new MemoryStream();
        CheckpointFile.Write(content, new LayerId(Snapshot), 4, output);
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private static (string File, CheckpointContent Content) MakeCheckpoint(TestFolder folder)
    {
        using var state = MakeState(folder.File("state.sql"));
        string path = new CheckpointWriter(state, new Runtime.InlineWorkPool(), folder.Root).Write(new LayerId(Snapshot), 4);
        return (path, StateCheckpoint.Read(state, new LayerId(Snapshot), 4));
    }

    private static Storage.Sqlite.SqliteStateDatabase MakeState(string path)
    {
        var state = Databases.OpenState(path);
        for (byte i = 1; i <= 5; i++)
        {
            byte[] bytes = new byte[Address.Size];
            bytes[^1] = i;
            state.Accounts.Update(new Account(new LayerId(i), Address.FromBytes(bytes), i, ulong.MaxValue - i, null, default));
            byte[] id = new byte[AtxId.Size];
            id[0] = i;
            var atx = AtxId.FromBytes(id);
            var smesher = NodeId.FromBytes(id);
            state.Atxs.Add(
                new AtxRecord
                {
                    Id = atx,
                    Smesher = smesher,
                    PublishEpoch = new EpochId(i),
                    CommitmentAtx = AtxId.FromBytes(new byte[32]) == atx ? null : atx,
                    ReceivedNanoseconds = 1,
                    Coinbase = Address.FromBytes(bytes),
                    EffectiveUnits = i,
                    VrfNonce = ulong.MaxValue,
                    BaseTickHeight = 10,
                    TickCount = 5,
                    Weight = 5,
                },
                new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
            state.Posts.Add(new PostRecord(atx, smesher, null, 0, i, new EpochId(i)));
        }

        return state;
    }

    private static Task<RecoveryOutcome> RunAsync(TestFolder folder, string uri, Func<Uri, (int, byte[])>? web = null) =>
        new CheckpointRecovery(new RecoveryOptions(uri, Restore), new RecoveryParts
        {
            DataFolder = folder.Root,
            OpenState = Databases.OpenState,
            OpenLocal = Databases.OpenLocal,
            Web = new ServedFiles(web ?? (_ => (404, []))),
            GoldenAtx = default,
            Identities = [],
            Time = TimeProvider.System,
            Log = NullLogger.Instance,
        }).RunAsync();
}
