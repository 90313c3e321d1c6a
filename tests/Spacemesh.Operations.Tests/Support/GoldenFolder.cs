using System.IO.Compression;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Operations.Tests.Support;

/// <summary>A data folder with the golden databases of a reference node; vanishes with the test.</summary>
internal sealed class GoldenFolder : IDisposable
{
    private GoldenFolder() => Root = Directory.CreateTempSubdirectory("spacemesh-operations-").FullName;

    public string Root { get; }

    public DataFolder Folder => DataFolder.At(Root);

    public string LockFile => At("machine.lock");

    /// <summary>The recorded network: preset fastnet with the genesis of its folders.</summary>
    public NetworkParameters Network(uint layersPerEpoch = 4)
    {
        var genesis = GenesisFile.Find(Folder)!;
        return new NetworkParameters
        {
            LayersPerEpoch = layersPerEpoch,
            LayerDuration = TimeSpan.FromSeconds(15),
            GenesisTime = genesis.GenesisTime,
            GoldenAtx = genesis.GoldenAtx,
            AddressPrefix = "stest",
        };
    }

    public static GoldenFolder Empty() => new();

    /// <summary>A node of the network; node 4 joined later and has no local.sql in the archive.</summary>
    public static GoldenFolder Node(string name)
    {
        var folder = new GoldenFolder();
        folder.Unpack($"10-network-{name}.zip", $"{name}-state.sql", "state.sql");
        if (name != "n4")
            folder.Unpack($"10-network-{name}.zip", $"{name}-local.sql", "local.sql");
        folder.Unpack("10-network-nodes.zip", name == "sa" ? "sa/genesis.json" : "n1/genesis.json", "genesis.json");
        return folder;
    }

    /// <summary>Node 2 with the WALs that a clean stop leaves.</summary>
    public static GoldenFolder AsLeft()
    {
        var folder = new GoldenFolder();
        foreach (string file in new[] { "state.sql", "state.sql-wal", "local.sql", "local.sql-wal" })
            folder.Unpack("10-network-n2-as-left.zip", "n2-as-left/" + file, file);
        folder.Unpack("10-network-nodes.zip", "n1/genesis.json", "genesis.json");
        return folder;
    }

    public string At(string name) => Path.Combine(Root, name);

    public void Unpack(string archive, string entry, string name)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(VectorRunner.DefaultDirectory(), archive));
        (zip.GetEntry(entry) ?? throw new FileNotFoundException($"{entry} is not in {archive}")).ExtractToFile(At(name), overwrite: true);
    }

    /// <summary>Changes a database by hand.</summary>
    public void Change(string name, string sql)
    {
        using var connection = Connection.Open(At(name), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
        connection.Execute(sql);
    }

    public long Ask(string name, string sql)
    {
        using var connection = Connection.Open(At(name), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
        return connection.QueryInt64(sql);
    }

    public string? Integrity(string name)
    {
        using var connection = Connection.Open(At(name), ConnectionMode.ReadWrite, TimeSpan.FromSeconds(1));
        return connection.QueryText("PRAGMA integrity_check");
    }

    /// <summary>Names and contents of the files; locks left out.</summary>
    public Dictionary<string, string> Contents() => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))
        .ToDictionary(
            path => Path.GetRelativePath(Root, path),
            path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))),
            StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
