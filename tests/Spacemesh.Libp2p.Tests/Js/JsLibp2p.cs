using System.Diagnostics;

namespace Spacemesh.Libp2p.Tests.Js;

/// <summary>js-libp2p and the Node that it needs, from npm, installed once under artifacts/.</summary>
public sealed class JsLibp2p
{
    private static readonly string[] Packages =
    [
        "libp2p@3.3.11", "@libp2p/tcp@11.0.28", "@chainsafe/libp2p-noise@17.0.0", "@chainsafe/libp2p-yamux@8.0.1", "@libp2p/identify@4.1.14",
        "@libp2p/ping@3.1.13", "@libp2p/kad-dht@16.4.5", "@libp2p/gossipsub@17.1.1", "@libp2p/circuit-relay-v2@4.2.13", "@libp2p/dcutr@3.0.28",
        "@libp2p/autonat@3.0.28", "node@22",
    ];

    public JsLibp2p()
    {
        Folder = Path.Combine(Root(), "artifacts", "js-libp2p");
        try
        {
            string stamp = Path.Combine(Folder, "installed.txt");
            string wanted = string.Join('\n', Packages);
            if (File.Exists(stamp) && File.ReadAllText(stamp) == wanted)
                return;
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Path.Combine(Folder, "package.json"), "{\"private\":true}");
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--save-exact", .. Packages])
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = npm.StandardOutput.ReadToEndAsync();
            string errors = npm.StandardError.ReadToEnd();
            npm.WaitForExit();
            _ = output.GetAwaiter().GetResult();
            if (npm.ExitCode == 0)
                File.WriteAllText(stamp, wanted);
            else
                Missing = $"npm could not install js-libp2p: {errors}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Missing = $"npm is not on this machine: {exception.Message}";
        }
    }

    public string Folder { get; }

    /// <summary>Why js-libp2p cannot run here; null where it can.</summary>
    public string? Missing { get; }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Spacemesh.slnx")))
                return folder.FullName;
        }

        return Path.GetTempPath();
    }
}
