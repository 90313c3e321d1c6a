using System.Text.RegularExpressions;
using Spacemesh.Crypto.Keys;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Tools.Node;

namespace Spacemesh.Smeshing.Tests.Identities;

public sealed class IdentityCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => Directory.CreateDirectory(_folder["data"]).FullName;

    private string Keys => Path.Combine(Data, IdentityDirectory.Name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task First_identity_is_local_and_a_second_one_needs_another_name_for_it()
    {
        var (status, output, _) = await RunAsync("identity", "new");
        Assert.Equal(0, status);
        using var identity = KeyFile.Read(Path.Combine(Keys, "local.key"), default);
        Assert.Contains(identity.NodeId.ToHex(), output, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(identity.NodeId.ToArray()), output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Keys, "local.key")));

        var refused = await RunAsync("identity", "new");
        Assert.Equal(1, refused.Status);
        Assert.Contains("identity rename local.key", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("identity", "rename", "local.key", "nodeA")).Status);
        Assert.Equal(0, (await RunAsync("identity", "new")).Status);
        Assert.Equal(["nodeA.key", "smesher-2.key"], Directory.GetFiles(Keys).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1, (await RunAsync("identity", "rename", "nodeA", "local.key")).Status);
        Assert.Equal(1, (await RunAsync("identity", "rename", "nodeA", "smesher-2.key")).Status);
        Assert.Equal(1, (await RunAsync("identity", "new", "--name", "../evil")).Status);
        Assert.Equal(0, (await RunAsync("identity", "show", identity.NodeId.ToHex()[..6])).Status);
    }

    [Fact]
    public async Task Old_key_in_a_PoST_folder_is_found_offered_and_imported()
    {
        string post = Directory.CreateDirectory(_folder["post"]).FullName;
        var id = IdentityDirectory.Create(post, "old.key", Enumerable.Repeat((byte)5, 32).ToArray());
        File.Move(Path.Combine(post, "old.key"), Path.Combine(post, "key.bin"));
        var listed = await RunAsync("identity", "list", "--post-dir", post);
        Assert.Contains(id.ToHex(), listed.Output, StringComparison.Ordinal);
        Assert.Contains($"spacemesh identity import {post}", listed.Output, StringComparison.Ordinal);

        Assert.Equal(1, (await RunAsync("n", "identity", "import", post)).Status);
        Assert.False(Directory.Exists(Keys) && Directory.EnumerateFiles(Keys).Any());
        Assert.Equal(0, (await RunAsync("y", "identity", "import", post)).Status);
        Assert.Equal(id, IdentityDirectory.Load(Keys, default)[0].NodeId);
        Assert.True(File.Exists(Path.Combine(post, "key.bin")));
        Assert.DoesNotContain("identity import", (await RunAsync("identity", "list", "--post-dir", post)).Output, StringComparison.Ordinal);
        Assert.Contains("is here already", (await RunAsync("identity", "import", post, "--yes")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_leaves_a_tombstone_takes_the_signing_record_along_and_can_be_undone_by_import()
    {
        await RunAsync("identity", "new", "--name", "a.key");
        var id = IdentityDirectory.Load(Keys, default)[0].NodeId;
        SigningRecord.Open(FileSigningJournal.Open(Path.Combine(Data, FileSigningJournal.FileName)), new SigningRecordOptions { Machine = default }, TimeProvider.System).Dispose();
        string stick = Directory.CreateDirectory(_folder["stick"]).FullName;

        Assert.Equal(0, (await RunAsync("identity", "move", "a", "--to", stick)).Status);

        Assert.False(File.Exists(Path.Combine(Keys, "a.key")));
        Assert.Equal(id, IdentityTombstone.Find(Keys, id) is { } tombstone ? NodeId.FromBytes(Convert.FromHexString(tombstone.NodeId)) : default);
        Assert.True(File.Exists(Path.Combine(stick, "a.key")));
        Assert.True(File.Exists(Path.Combine(stick, FileSigningJournal.FileName)));
        Assert.Throws<IdentityMovedException>(() => IdentityTombstone.RequireNone(Keys, [id]));
        Assert.Matches(new Regex("moved"), (await RunAsync("identity", "list")).Output);

        Assert.Equal(0, (await RunAsync("y", "identity", "import", Path.Combine(stick, "a.key"))).Status);
        IdentityTombstone.RequireNone(Keys, [id]);
    }

    [Fact]
    public async Task Nothing_is_changed_while_the_node_runs()
    {
        using var held = Spacemesh.Storage.Sqlite.Operations.DataFolderLock.Acquire(Spacemesh.Storage.Sqlite.Operations.DataFolder.At(Data), null);
        foreach (string[] arguments in new[] { new[] { "identity", "new" }, ["identity", "import", Data, "--yes"], ["identity", "rename", "a", "b"], ["identity", "move", "a", "--to", Data] })
        {
            var (status, _, error) = await RunAsync(arguments);
            Assert.Equal(1, status);
            Assert.Contains("is in use", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Certificates_are_made_listed_and_renewed()
    {
        string certs = _folder["certs"];
        var made = await RunAsync("certs", "init", "--dir", certs, "--host", "node.example", "--host", "10.0.0.7", "--client", "post-a", "--client", "post-b");
        Assert.Equal(0, made.Status);
        Assert.Contains("grpc-tls-listener", made.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("certs", "init", "--dir", certs)).Status);
        Assert.Equal(0, (await RunAsync("certs", "add", "--dir", certs, "post-c")).Status);
        Assert.Equal(0, (await RunAsync("certs", "renew", "--dir", certs, "--days", "10")).Status);
        var listed = await RunAsync("certs", "list", "--dir", certs);
        foreach (string file in new[] { "ca.crt", "server.crt", "post-a.crt", "post-b.crt", "post-c.crt" })
            Assert.Contains(file, listed.Output, StringComparison.Ordinal);
        Assert.Contains("expires on", listed.Output, StringComparison.Ordinal);
    }

    private Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments) =>
        arguments[0] is "y" or "n" ? RunAsync(arguments[0] + "\n", arguments[1..]) : RunAsync("", arguments);

    private async Task<(int Status, string Output, string Error)> RunAsync(string input, string[] arguments)
    {
        using var reader = new StringReader(input);
        using var output = new StringWriter();
        using var error = new StringWriter();
        int status = await SpacemeshCli.RunAsync([.. arguments, "--data-folder", Data, "--filelock", _folder["LOCK"]], reader, output, error, TimeProvider.System).WithinLimit();
        return (status, output.ToString(), error.ToString());
    }
}
