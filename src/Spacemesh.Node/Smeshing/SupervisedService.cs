using System.Globalization;
using Microsoft.Extensions.Logging;
using Spacemesh.Config;
using Spacemesh.Post;
using Spacemesh.Post.Remote.Supervision;
using Spacemesh.Primitives;
using Spacemesh.Services.Smeshing.Setup;

namespace Spacemesh.Node.Smeshing;

/// <summary>The PoST service as a child process, for a node whose configuration names a program of its own (<c>postservice.postservicecmd</c>).</summary>
internal static class SupervisedService
{
    /// <summary>The program that the user names; null where the node proves by itself.</summary>
    public static string? CommandOf(NodeConfiguration configuration) =>
        configuration.OriginOf("postservice.postservicecmd").Kind != ConfigOriginKind.Preset && configuration["postservice"].Text("postservicecmd") is { Length: > 0 } command ? command : null;

    /// <summary>The process, with the arguments of spec 04 §5.4.</summary>
    public static PostServiceProcess Create(
        string command, NodeConfiguration configuration, PostConfig network, PostSetupOptions data, Uri node, TimeProvider time, ILoggerFactory logs)
    {
        var proving = configuration["smeshing.smeshing-proving-opts"];
        var service = configuration["postservice"];
        var scrypt = network.Scrypt;
        List<string> arguments =
        [
            "--address", node.GetLeftPart(UriPartial.Authority), "--min-num-units", Text(network.MinNumUnits), "--max-num-units", Text(network.MaxNumUnits), "--k1", Text(network.K1),
            "--k2", Text(network.K2), "--pow-difficulty", network.PowDifficulty.ToHex(), "--dir", data.DataFolder, "-n", Text(scrypt.N), "-r", Text(scrypt.R), "-p", Text(scrypt.P),
            "--threads", Text(proving.Unsigned("smeshing-opts-proving-threads")), "--nonces", Text(proving.Unsigned("smeshing-opts-proving-nonces")),
            "--randomx-mode", proving.Text("smeshing-opts-proving-randomx-mode"), "--watch-pid", Text((ulong)Environment.ProcessId),
            "--max-retries", service.Int("maxretries").ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var (flag, key) in new[] { ("--ca-cert", "cacert"), ("--cert", "cert"), ("--key", "key") })
        {
            if (service.Text(key) is { Length: > 0 } file)
                arguments.AddRange([flag, file]);
        }

        return new PostServiceProcess(new PostServiceProcessOptions { Command = command, Arguments = arguments }, time, logs.CreateLogger("post_supervisor"));
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
