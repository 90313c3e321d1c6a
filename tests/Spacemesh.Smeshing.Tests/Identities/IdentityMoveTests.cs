using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Signing;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Operations;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Tools.Node;
using Spacemesh.Tools.Node.Commands;

namespace Spacemesh.Smeshing.Tests.Identities;

/// <summary>What belongs to an identity goes with its key: never in two places at once where it could be used, wherever a move is interrupted.</summary>
public sealed class IdentityMoveTests : IDisposable
{
    private const int RowsOfOne = 6;

    private static readonly Hash32 Machine = Hash32.FromBytes(Enumerable.Repeat((byte)9, 32).ToArray());
    private static readonly SigningSlot Slot = new(SigningSlotKind.Ballot, 77, 0);

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Move_takes_the_rows_along_and_leaves_those_of_others(bool toNode)
    {
        var (moved, stays) = MakeNode(_root["from"]);
        string target = Directory.CreateDirectory(_root["to"]).FullName;
        if (toNode)
            Directory.CreateDirectory(Path.Combine(target, IdentityDirectory.Name));

        Assert.Equal(0, (await RunAsync("from", "identity", "move", "a", "--to", target)).Status);

        Check(moved, stays, target, toNode ? Path.Combine(target, IdentityDirectory.Name) : target);
    }

    /// <summary>The process dies after each step in turn; made again, the move goes on.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Interrupted_move_never_leaves_two_usable_identities_and_goes_on_when_it_is_made_again(int steps)
    {
        var (moved, stays) = MakeNode(_root["from"]);
        string target = Directory.CreateDirectory(_root["to"]).FullName;
        foreach (var step in new IdentityMove(_root["from"], "a.key", moved, target, TimeProvider.System).Steps().Take(steps))
            step();

        bool isUsableHere = IdentityTombstone.Find(Path.Combine(_root["from"], IdentityDirectory.Name), moved) is null;
        bool isUsableThere = File.Exists(Path.Combine(target, "a.key"));
        Assert.False(isUsableHere && isUsableThere);
        if (isUsableThere)
            Assert.Equal(RowsOfOne, IdentityRows.Count(Path.Combine(target, "local.sql"), moved));

        Assert.Equal(0, (await RunAsync("from", "identity", "move", "a", "--to", target)).Status);
        Check(moved, stays, target, target);
    }

    [Fact]
    public async Task Import_finds_what_a_move_took_along_and_asks_again_only_once()
    {
        var (moved, _) = MakeNode(_root["from"]);
        string stick = Directory.CreateDirectory(_root["stick"]).FullName;
        Directory.CreateDirectory(_root["new"]);
        Assert.Equal(0, (await RunAsync("from", "identity", "move", "a", "--to", stick)).Status);

        Assert.Equal(0, (await RunAsync("new", "identity", "import", Path.Combine(stick, "a.key"), "--yes")).Status);
        Assert.Equal(RowsOfOne, IdentityRows.Count(Path.Combine(_root["new"], "local.sql"), moved));
        Assert.True(Holds(_root["new"], moved));

        // Back where it came from: its rows come along again, and the tombstone goes.
        Assert.Equal(0, (await RunAsync("from", "identity", "import", Path.Combine(stick, "a.key"), "--yes", "--name", "back.key")).Status);
        Assert.Equal(RowsOfOne, IdentityRows.Count(Path.Combine(_root["from"], "local.sql"), moved));
        IdentityTombstone.RequireNone(Path.Combine(_root["from"], IdentityDirectory.Name), [moved]);
    }

    [Fact]
    public async Task Nothing_is_changed_where_the_target_is_not_fit()
    {
        var (moved, _) = MakeNode(_root["from"]);
        string target = Directory.CreateDirectory(_root["to"]).FullName;

        // Another key has the name.
        IdentityDirectory.Create(target, "a.key", Enumerable.Repeat((byte)66, 32).ToArray());
        await RefusedAsync("exists already");
        File.Delete(Path.Combine(target, "a.key"));

        // Something that is no database.
        await File.WriteAllTextAsync(Path.Combine(target, "local.sql"), new string('x', 4096));
        await RefusedAsync("local.sql");
        File.Delete(Path.Combine(target, "local.sql"));

        // A node runs over it.
        using (DataFolderLock.Acquire(DataFolder.At(target), null))
            await RefusedAsync("is in use");

        // The key itself was copied there by hand.
        File.Copy(Path.Combine(_root["from"], IdentityDirectory.Name, "a.key"), Path.Combine(target, "a.key"));
        await RefusedAsync("exists already");

        async Task RefusedAsync(string reason)
        {
            var (status, _, error) = await RunAsync("from", "identity", "move", "a", "--to", target);
            Assert.Equal(1, status);
            Assert.Contains(reason, error, StringComparison.Ordinal);
            Assert.Null(IdentityTombstone.Find(Path.Combine(_root["from"], IdentityDirectory.Name), moved));
            Assert.Equal(RowsOfOne, IdentityRows.Count(Path.Combine(_root["from"], "local.sql"), moved));
        }
    }

    private static (NodeId Moved, NodeId Stays) MakeNode(string folder)
    {
        Directory.CreateDirectory(folder);
        string keys = Path.Combine(folder, IdentityDirectory.Name);
        var moved = IdentityDirectory.Create(keys, "a.key", Enumerable.Repeat((byte)1, 32).ToArray());
        var stays = IdentityDirectory.Create(keys, "b.key", Enumerable.Repeat((byte)2, 32).ToArray());
        string database = Path.Combine(folder, "local.sql");
        DatabaseOpener.Open(new DatabaseOptions { Path = database }, LocalSchema.Value, NullLogger.Instance).Dispose();
        using var connection = Connection.Open(database, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        string zero = new('0', 64);
        foreach (var id in new[] { moved, stays })
        {
            string key = $"x'{id.ToHex()}'";
            connection.Execute($"INSERT INTO post (id, post_nonce, post_indices, post_pow, num_units, commit_atx, vrf_nonce, challenge) VALUES ({key}, 1, x'01', 2, 3, x'{zero}', 4, x'{zero}')");
            connection.Execute($"INSERT INTO challenge (id, epoch, sequence, prev_atx, pos_atx) VALUES ({key}, 7, 2, x'{zero}', x'{zero}')");
            connection.Execute($"INSERT INTO nipost VALUES ({key}, 1, x'01', 2, 3, 4, x'00', x'{zero}', 5)");
            connection.Execute($"INSERT INTO poet_registration VALUES ({key}, x'{zero}', 'http://one', '7', 99), ({key}, x'{zero}', 'http://two', '7', 99)");
            connection.Execute($"INSERT INTO poet_certificates VALUES ({key}, x'aa', x'bb', x'cc')");
        }

        using var record = SigningRecord.Open(FileSigningJournal.Open(Path.Combine(folder, FileSigningJournal.FileName)), new SigningRecordOptions { Machine = Machine }, TimeProvider.System);
        record.Commit(moved, Slot, SigningDomain.Ballot, "signed"u8);
        return (moved, stays);
    }

    private static bool Holds(string folder, NodeId identity)
    {
        using var record = SigningRecord.Open(FileSigningJournal.Open(Path.Combine(folder, FileSigningJournal.FileName)), new SigningRecordOptions { Machine = Machine }, TimeProvider.System);
        return record.Holds(identity, Slot, SigningDomain.Ballot, "signed"u8) == true;
    }

    private void Check(NodeId moved, NodeId stays, string target, string keys)
    {
        string left = Path.Combine(_root["from"], "local.sql");
        Assert.Equal(0, IdentityRows.Count(left, moved));
        Assert.Equal(RowsOfOne, IdentityRows.Count(left, stays));
        Assert.Equal(RowsOfOne, IdentityRows.Count(Path.Combine(target, "local.sql"), moved));
        Assert.Equal(0, IdentityRows.Count(Path.Combine(target, "local.sql"), stays));
        Assert.True(Holds(target, moved));
        Assert.True(File.Exists(Path.Combine(keys, "a.key")));
        Assert.False(File.Exists(Path.Combine(_root["from"], IdentityDirectory.Name, "a.key")));
        Assert.Throws<IdentityMovedException>(() => IdentityTombstone.RequireNone(Path.Combine(_root["from"], IdentityDirectory.Name), [moved]));
    }

    private async Task<(int Status, string Output, string Error)> RunAsync(string folder, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int status = await SpacemeshCli.RunAsync([.. arguments, "--data-folder", _root[folder], "--filelock", _root["LOCK"]], TextReader.Null, output, error, TimeProvider.System).WithinLimit();
        return (status, output.ToString(), error.ToString());
    }
}
