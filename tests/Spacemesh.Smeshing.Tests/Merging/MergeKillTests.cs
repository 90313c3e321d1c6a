using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Tools.MergeNodes;

namespace Spacemesh.Smeshing.Tests.Merging;

public sealed class MergeKillTests
{
    private const int Identities = 60;

    /// <summary>Real processes are killed while they merge; after each kill every identity of the target has its rows or is not in use.</summary>
    [Fact]
    public async Task Killed_merge_is_never_half_made_and_is_finished_by_the_next_run()
    {
        foreach (int lines in new[] { 1, Identities / 2, Identities, Identities + 1 })
        {
            using var root = new TemporaryFolder();
            MakeNode(root["from"], "src", Identities, TimeProvider.System.GetTimestamp());
            MakeNode(root["to"], "dst", 1, 7);
            using (var merge = Process.Start(new ProcessStartInfo("dotnet", [typeof(MergeProgram).Assembly.Location, "--src", root["from"], "--dst", root["to"]]) { RedirectStandardError = true })!)
            {
                for (int i = 0; i < lines && await merge.StandardError.ReadLineAsync().WaitAsync(Limit.Time) is not null; i++)
                {
                }

                merge.Kill();
                await merge.WaitForExitAsync().WaitAsync(Limit.Time);
            }

            Assert.Equal(0, KeysWithoutRows(root["to"]));
            // The last kill may come when everything is done.
            bool isDone = !File.Exists(MergeJournal.PathIn(root["to"])) && Directory.GetFiles(Path.Combine(root["to"], "identities"), "*.key").Length == Identities + 1;
            Assert.Equal(isDone ? 1 : 0, Merge(root["from"], root["to"]));
            Assert.Equal(Identities + 1, Directory.GetFiles(Path.Combine(root["to"], "identities"), "*.key").Length);
            Assert.Equal(Identities + 1, Rows(root["to"]));
            Assert.Equal(0, KeysWithoutRows(root["to"]));
            Assert.Empty(Directory.GetFiles(root["to"], "merge-nodes*"));
            Assert.Empty(Directory.GetFiles(Path.Combine(root["to"], "identities"), "*.merging"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Interrupted_merge_is_undone_before_the_rows_are_there_and_finished_after(bool committed)
    {
        using var root = new TemporaryFolder();
        MakeNode(root["from"], "src", 3, 1);
        MakeNode(root["to"], "dst", 1, 7);
        // As it lies there when the process dies between two steps.
        string[] keys = ["src-000.key", "src-001.key", "src-002.key"];
        new MergeJournal(root["from"], keys).Save(root["to"]);
        foreach (string key in keys)
            File.Copy(Path.Combine(root["from"], "identities", key), Path.Combine(root["to"], "identities", key + MergeJournal.PendingExtension));
        if (committed)
        {
            CopyRows(root["from"], root["to"]);
            File.Move(Path.Combine(root["to"], "identities", "src-000.key.merging"), Path.Combine(root["to"], "identities", "src-000.key"));
        }

        Assert.Throws<InvalidDataException>(() => MergeJournal.RequireNone(root["to"]));
        Assert.Equal(0, Merge(root["from"], root["to"]));
        MergeJournal.RequireNone(root["to"]);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(root["to"], "identities"), "*.key").Length);
        Assert.Equal(4, Rows(root["to"]));
    }

    [Fact]
    public void Rows_that_both_have_leave_the_target_as_it_was()
    {
        using var root = new TemporaryFolder();
        MakeNode(root["from"], "src", 2, 1);
        MakeNode(root["to"], "dst", 1, 7);
        CopyRows(root["from"], root["to"]);
        using var error = new StringWriter();
        Assert.Equal(1, new MergeProgram(TextWriter.Null, error, TimeProvider.System).Run(["-f", root["from"], "-t", root["to"]]));
        Assert.Contains("merge initial_post:", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("object exists", error.ToString(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(root["to"], "identities")));
    }

    [Fact]
    public void Dry_run_checks_all_and_changes_nothing()
    {
        using var root = new TemporaryFolder();
        MakeNode(root["from"], "src", 2, 1);
        MakeNode(root["to"], "dst", 1, 7);
        string before = Snapshot(root.Path);
        using var output = new StringWriter();
        Assert.Equal(0, new MergeProgram(output, TextWriter.Null, TimeProvider.System).Run(["--src", root["from"], "--dst", root["to"], "--dry-run"]));
        Assert.Contains("would copy identity src-000.key", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("would merge 2 rows of post", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, Snapshot(root.Path));
    }

    [Fact]
    public void Signing_records_are_joined_and_what_was_signed_before_stays_refused()
    {
        using var root = new TemporaryFolder();
        MakeNode(root["from"], "src", 1, 1);
        MakeNode(root["to"], "dst", 1, 7);
        var machine = Hash32.FromBytes(new byte[32]);
        var slot = new Spacemesh.Ports.Signing.SigningSlot(Spacemesh.Ports.Signing.SigningSlotKind.Ballot, 77, 0);
        NodeId source = Sign(root["from"], machine, slot, "from");
        NodeId target = Sign(root["to"], machine, slot, "to");
        Assert.Equal(0, Merge(root["from"], root["to"]));
        using var record = SigningRecord.Open(FileSigningJournal.Open(Path.Combine(root["to"], FileSigningJournal.FileName)), new SigningRecordOptions { Machine = machine }, TimeProvider.System);
        Assert.True(record.Holds(source, slot, SigningDomain.Ballot, "from"u8));
        Assert.True(record.Holds(target, slot, SigningDomain.Ballot, "to"u8));
        Assert.Equal(SigningRecordState.Fresh, record.State);
    }

    [Fact]
    public void Identity_without_a_record_makes_the_merged_node_listen_first()
    {
        using var root = new TemporaryFolder();
        MakeNode(root["from"], "src", 1, 1);
        MakeNode(root["to"], "dst", 1, 7);
        var machine = Hash32.FromBytes(Enumerable.Repeat((byte)9, 32).ToArray());
        Sign(root["to"], machine, new Spacemesh.Ports.Signing.SigningSlot(Spacemesh.Ports.Signing.SigningSlotKind.Ballot, 77, 0), "to");
        Assert.Equal(0, Merge(root["from"], root["to"]));
        using var record = SigningRecord.Open(FileSigningJournal.Open(Path.Combine(root["to"], FileSigningJournal.FileName)), new SigningRecordOptions { Machine = machine }, TimeProvider.System);
        Assert.Equal(SigningRecordState.Foreign, record.State);
    }

    private static NodeId Sign(string folder, Hash32 machine, Spacemesh.Ports.Signing.SigningSlot slot, string text)
    {
        using var identity = IdentityDirectory.Load(Path.Combine(folder, "identities"), default)[0];
        using var record = SigningRecord.Open(FileSigningJournal.Open(Path.Combine(folder, FileSigningJournal.FileName)), new SigningRecordOptions { Machine = machine }, TimeProvider.System);
        record.Commit(identity.NodeId, slot, SigningDomain.Ballot, System.Text.Encoding.ASCII.GetBytes(text));
        return identity.NodeId;
    }

    private static int Merge(string from, string to) => new MergeProgram(TextWriter.Null, TextWriter.Null, TimeProvider.System).Run(["-f", from, "-t", to]);

    private static void MakeNode(string folder, string name, int count, long salt)
    {
        Directory.CreateDirectory(folder);
        string database = Path.Combine(folder, "local.sql");
        DatabaseOpener.Open(new DatabaseOptions { Path = database }, LocalSchema.Value, NullLogger.Instance).Dispose();
        using var connection = Connection.Open(database, ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        for (int i = 0; i < count; i++)
        {
            byte[] seed = SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"{name} {i} {salt}"));
            var id = IdentityDirectory.Create(Path.Combine(folder, "identities"), $"{name}-{i:000}.key", seed);
            connection.Execute(
                $"INSERT INTO post (id, post_nonce, post_indices, post_pow, num_units, commit_atx, vrf_nonce, challenge) VALUES (x'{id.ToHex()}', 1, x'01', 2, 3, x'{new string('a', 64)}', 4, x'{new string('0', 64)}')");
        }
    }

    private static void CopyRows(string from, string to)
    {
        using var target = Connection.Open(Path.Combine(to, "local.sql"), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        target.Execute($"ATTACH DATABASE '{Path.Combine(from, "local.sql")}' AS source");
        target.Execute("INSERT INTO main.post SELECT * FROM source.post");
    }

    private static int Rows(string folder)
    {
        using var connection = Connection.Open(Path.Combine(folder, "local.sql"), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        return (int)connection.QueryInt64("SELECT count(*) FROM post");
    }

    private static int KeysWithoutRows(string folder)
    {
        using var connection = Connection.Open(Path.Combine(folder, "local.sql"), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(5));
        int missing = 0;
        foreach (var identity in IdentityDirectory.Load(Path.Combine(folder, "identities"), default))
        {
            if (connection.QueryInt64($"SELECT count(*) FROM post WHERE id = x'{identity.NodeId.ToHex()}'") == 0)
                missing++;
            identity.Dispose();
        }

        return missing;
    }

    private static string Snapshot(string folder) => string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith("-wal", StringComparison.Ordinal) && !path.EndsWith("-shm", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).Select(path => $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}"));
}
