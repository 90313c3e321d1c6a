using System.Diagnostics;
using System.Text.RegularExpressions;
using Spacemesh.Post.Remote.Tls;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Tools.PostService;

namespace Spacemesh.Smeshing.Tests.Nodes;

/// <summary>Whole nodes that smesh with PoST services outside their process.</summary>
public sealed class RemoteSmeshingTests
{
    [Fact]
    public async Task Node_publishes_ATX_that_a_post_service_proved_over_mutual_TLS()
    {
        using var bench = new NodeBench();
        var identity = bench.AddKey("smesher-1.key");
        var certificates = new CertificateFolder(Path.Combine(bench.Folder, "certs"), bench.Time);
        certificates.CreateAuthority(TimeSpan.FromDays(3650));
        certificates.CreateServer(["127.0.0.1"], TimeSpan.FromDays(365));
        certificates.CreateClient("post-1", TimeSpan.FromDays(365));
        var configuration = bench.Configuration(
            $$$"""
            {"dashboard":{"enable":false},"api":{"grpc-tls-listener":"127.0.0.1:0","grpc-tls-ca-cert":"{{{certificates.CertificateOf("ca")}}}",
             "grpc-tls-cert":"{{{certificates.CertificateOf("server")}}}","grpc-tls-key":"{{{certificates.KeyOf("server")}}}"}}
            """,
            "--smeshing-start=false");
        await bench.InitialiseAsync(identity, configuration, bench.Post);
        await using var node = await bench.StartAsync(configuration);
        await using var service = new ServiceBench(NodeBench.ArgumentsOf(bench.Post));
        service.Connect(
            new Uri($"https://{node.Api.Tls}"), new ClientTlsFiles(certificates.CertificateOf("ca"), certificates.CertificateOf("post-1"), certificates.KeyOf("post-1")).Load(null));
        await bench.PublishedAsync(node, identity);
    }

    [Fact]
    public async Task Node_supervises_a_post_service_process_starts_it_again_and_publishes()
    {
        using var bench = new NodeBench();
        var identity = bench.AddKey("local.key");
        string command = Path.Combine(bench.Folder, "service.sh");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\nexec dotnet '{typeof(PostServiceProgram).Assembly.Location}' \"$@\"\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var configuration = bench.Configuration(
            $$$$"""{"dashboard":{"enable":false},"postservice":{"postservicecmd":"{{{{command}}}}"},"smeshing":{"smeshing-proving-opts":{"smeshing-opts-proving-randomx-mode":"light"}}}""");
        await using (var node = await bench.StartAsync(configuration))
        {
            await Limit.UntilAsync(() => Pids(bench).Length == 1, () => $"no post service was started:\n{bench.Log}");
            using (var process = Process.GetProcessById(Pids(bench)[0]))
                process.Kill();
            await Limit.UntilAsync(() => Pids(bench).Length > 1, () => $"the post service was not started again:\n{bench.Log}");
            await bench.PublishedAsync(node, identity);
        }

        Assert.Contains("exit status 137", bench.Log.ToString(), StringComparison.Ordinal);
        // It ends with the node.
        await Limit.UntilAsync(() => !Directory.Exists($"/proc/{Pids(bench)[^1]}"), "the post service outlives its node");
    }

    private static int[] Pids(NodeBench bench) => [.. Regex.Matches(bench.Log.ToString(), "started, pid ([0-9]+)").Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
}
