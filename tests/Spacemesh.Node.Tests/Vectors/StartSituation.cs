using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Spacemesh.Crypto.Keys;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>A scratch folder in the situation that the name of a recorded start describes; its paths and ports stand for the recorded ones.</summary>
internal sealed partial class StartSituation : IDisposable
{
    private readonly Dictionary<string, string> _ports = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _held = [];
    private readonly string _other;

    public StartSituation()
    {
        Folder = Directory.CreateTempSubdirectory("start").FullName;
        _other = Directory.CreateTempSubdirectory("other").FullName;
    }

    public string Folder { get; }

    private string Data => Path.Combine(Folder, "data");

    private string Identities => Path.Combine(Data, "identities");

    /// <summary>A recorded text with this situation's paths and ports.</summary>
    public string Here(string recorded) => Recorded().Replace(recorded, match => match.Value switch
    {
        "EXECUTABLE_DIR" => AppContext.BaseDirectory,
        "DIR" or "BASE" => Folder,
        "OTHER" => _other,
        var port => Port(port),
    });

    /// <summary>Brings it about.</summary>
    /// <param name="name">Name of the case.</param>
    /// <param name="busy">Recorded ports on which somebody else listens.</param>
    public void Prepare(string name, IEnumerable<string> busy)
    {
        foreach (string port in busy)
        {
            var listener = new TcpListener(IPAddress.Any, int.Parse(Port(port), CultureInfo.InvariantCulture));
            listener.Start();
            _held.Add(listener);
        }

        switch (name)
        {
            case "lock held by another process":
                _held.Add(DataFolderLock.Acquire(DataFolder.At(_other), Path.Combine(_other, "LOCK")));
                break;
            case "data folder is a file":
                File.WriteAllText(Data, "");
                break;
            case "changed genesis":
                Write("genesis.json", "{\"GenesisTime\":\"2031-01-01T00:00:00Z\",\"ExtraData\":\"before\",\"Accounts\":{}}\n");
                break;
            case "genesis file unreadable":
                Write("genesis.json", "{\"GenesisTime\":");
                break;
            case "key file 63 bytes":
                Write("identities/local.key", new string('a', 63));
                break;
            case "key file not hex":
                Write("identities/local.key", new string('z', 128));
                break;
            case "identity folder without keys":
                Directory.CreateDirectory(Identities);
                break;
            case "duplicate keys":
                Write("identities/a.key", Key(1));
                Write("identities/b.key", Key(1));
                break;
            case "local.key together with another key":
                Write("identities/local.key", Key(1));
                Write("identities/b.key", Key(2));
                break;
            case "two remote identities" or "remote identities with smeshing-start":
                Write("identities/a.key", Key(1));
                Write("identities/b.key", Key(2));
                break;
            case "key file with a line feed at the end":
                Write("identities/a.key", Key(1) + "\n");
                Write("identities/b.key", Key(2));
                break;
            case "local.sql of schema version 2":
                Database("local.sql", 2);
                break;
            case "state.sql of a newer schema version":
                Database("state.sql", 9999);
                break;
            case "state.sql is no database":
                Write("state.sql", string.Concat(Enumerable.Repeat("no database at all. ", 200)));
                break;
            case "TLS CA file without PEM" or "TLS CA file missing":
                Certificate();
                break;
        }
    }

    public void Dispose()
    {
        foreach (var held in _held)
            held.Dispose();
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(_other, recursive: true);
    }

    private static string Key(byte seed)
    {
        var folder = Directory.CreateTempSubdirectory("key");
        try
        {
            byte[] bytes = new byte[32];
            bytes.AsSpan().Fill(seed);
            IdentityDirectory.LoadOrCreate(folder.FullName, bytes, default);
            return File.ReadAllText(Path.Combine(folder.FullName, "local.key"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(Data, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Path.Combine(_other, "srv.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_other, "srv.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private void Database(string name, int version)
    {
        Directory.CreateDirectory(Data);
        using var connection = Connection.Open(Path.Combine(Data, name), ConnectionMode.Create, TimeSpan.FromSeconds(1));
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
    }

    private string Port(string recorded)
    {
        if (!_ports.TryGetValue(recorded, out string? port))
        {
            using var listener = new TcpListener(IPAddress.Any, 0);
            listener.Start();
            _ports[recorded] = port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        }

        return port;
    }

    [GeneratedRegex(@"EXECUTABLE_DIR|\bDIR\b|\bBASE\b|\bOTHER\b|\b20[0-9]{3}\b")]
    private static partial Regex Recorded();
}
