using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.ActiveSet;
using Spacemesh.Tools.Bootstrapper;
using Spacemesh.Tools.GenesisGen;
using Spacemesh.Tools.GenP2pIdentity;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>
/// The operator tools: arguments, exit status, output and files. The database that activeset was run over is not among the golden data:
/// one with as many ATXs of the weight stands for it.
/// </summary>
[VectorFile("09b-tools")]
public sealed partial class ToolVectors : VectorSuite, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tools").FullName;

    public override void Check(VectorCase vector)
    {
        string[] arguments = [.. vector.In.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!.Replace("DIR", _folder, StringComparison.Ordinal))];
        switch (vector.In.Text("program"))
        {
            case "activeset":
                CheckActiveSet(vector, arguments);
                break;
            case "gen-p2p-identity":
                CheckIdentity(vector, arguments);
                break;
            case "genesisgen":
                CheckGenesis(vector, arguments);
                break;
            case "merge-nodes":
                MergeRun.Check(vector);
                break;
            case "bootstrapper":
                CheckBootstrapper(vector, arguments);
                break;
            case "node":
                RelayRun.Check(vector);
                break;
            default:
                throw new VectorMismatchException($"no such program: {vector.In.Text("program")}");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Status, string Output) Run(Func<IReadOnlyList<string>, TextWriter, int> tool, string[] arguments)
    {
        using var output = new StringWriter();
        int status = tool(arguments, output);
        return (status, output.ToString());
    }

    private void CheckActiveSet(VectorCase vector, string[] arguments)
    {
        if (Numbers().Match(vector.Out.Text("standard_output")) is { Success: true } numbers)
            Fill(arguments[1], uint.Parse(arguments[0], CultureInfo.InvariantCulture), numbers);
        var (status, output) = Run(ActiveSetTool.Run, arguments);
        VectorCase.Equal(vector.Out.I32("exit_status"), status, $"exit status ({output})");
        VectorCase.Equal(vector.Out.Text("standard_output"), output, "output");
    }

    private static void Fill(string path, uint epoch, Match numbers)
    {
        using var state = SqliteStateDatabase.Open(new DatabaseOptions { Path = path }, default, NullLogger.Instance);
        int count = int.Parse(numbers.Groups["count"].Value, CultureInfo.InvariantCulture);
        ulong weight = ulong.Parse(numbers.Groups["weight"].Value, CultureInfo.InvariantCulture);
        for (int i = 0; i < count; i++)
        {
            byte[] id = new byte[32];
            (id[0], id[1]) = ((byte)epoch, (byte)(i + 1));
            ulong part = i == 0 ? weight - (ulong)(count - 1) : 1;
            var record = new AtxRecord
            {
                Id = AtxId.FromBytes(id),
                PublishEpoch = new EpochId(epoch),
                EffectiveUnits = 1,
                VrfNonce = 0,
                BaseTickHeight = 0,
                TickCount = part,
                Sequence = 0,
                Smesher = NodeId.FromBytes(id),
                Coinbase = default,
                ReceivedNanoseconds = 1,
                Weight = part,
            };
            state.Atxs.Add(record, new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
        }
    }

    private void CheckIdentity(VectorCase vector, string[] arguments)
    {
        var expected = vector.Out;
        if (expected.Has("p2p.key"))
        {
            // Their key through our reader and writer; our own in the same place and form.
            string text = expected.Text("p2p.key");
            var theirs = IdentityFile.Parse(System.Text.Encoding.UTF8.GetBytes(text));
            VectorCase.Equal(text, IdentityFile.Format(theirs), "the file's text");
            VectorCase.Equal(expected.Text("standard_output").TrimEnd(), theirs.Id.ToString(), "peer id");
        }

        if (vector.Name.Contains("garbage", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(arguments[0]);
            File.WriteAllText(Path.Combine(arguments[0], IdentityFile.FileName), "garbage");
        }

        bool isNew = expected.Has("files");
        string path = arguments.Length > 0 ? Path.Combine(arguments[0], IdentityFile.FileName) : "";
        string before = !isNew && File.Exists(path) ? File.ReadAllText(path) : "";
        var (status, output) = Run(GenP2pIdentityTool.Run, arguments);
        VectorCase.Equal(expected.I32("exit_status"), status, $"exit status ({output})");
        if (status != 0)
        {
            // The texts begin alike; paths and parsers are each program's own.
            string begin = expected.Text("standard_output").Split(arguments.Length == 0 ? " " : ": unmarshal")[0];
            VectorCase.True(output.StartsWith(begin, StringComparison.Ordinal), $"output: expected {begin}…, actual {output}");
            return;
        }

        var key = IdentityFile.Load(path);
        VectorCase.Equal($"{key.Id}\n", output, "output");
        if (isNew && !OperatingSystem.IsWindows())
        {
            foreach (var file in expected.GetProperty("files").EnumerateArray())
                VectorCase.Equal(file.Text("mode"), "0o" + Convert.ToString((int)File.GetUnixFileMode(Path.Combine(arguments[0], file.Text("path"))), 8), file.Text("path"));
        }
        else if (!isNew)
        {
            VectorCase.Equal(before, File.ReadAllText(path), "the key stays");
        }
    }

    private static void CheckGenesis(VectorCase vector, string[] arguments)
    {
        var (status, output) = Run(GenesisGenTool.Run, arguments);
        string time = arguments[Array.IndexOf(arguments, "-time") + 1];
        if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out _))
        {
            VectorCase.Equal(vector.Out.I32("exit_status"), status, $"exit status ({output})");
            VectorCase.True(output.StartsWith("invalid genesis time: ", StringComparison.Ordinal), output);
            return;
        }

        // The reference swaps the arguments of its time parser and so reads no time at all (spec 09b §12); ours makes what was asked for.
        VectorCase.Equal(0, status, output);
        int count = int.Parse(arguments[Array.IndexOf(arguments, "-n") + 1], CultureInfo.InvariantCulture);
        VectorCase.Equal(count, Identity().Count(output), "identities");
    }

    private static void CheckBootstrapper(VectorCase vector, string[] arguments)
    {
        using var http = new HttpClient(new NoNetwork());
        using var output = new StringWriter();
        using var error = new StringWriter();
        int status = BootstrapperCommand.RunAsync(arguments, output, error, http, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();
        VectorCase.Equal(vector.Out.I32("exit_status"), status, $"exit status ({error})");
        VectorCase.Equal(vector.Out.Text("standard_output"), output.ToString(), "output");
        VectorCase.Equal(vector.Out.Text("standard_error"), error.ToString(), "standard error");
    }

    [GeneratedRegex(@"^count = (?<count>[0-9]+)\nweight = (?<weight>[0-9]+)\n\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^\{""n"":[0-9]+,""private"":""[0-9a-f]{128}"",""id"":""[0-9a-f]{64}"",""commitment"":""[0-9a-f]{64}""\}$", RegexOptions.Multiline)]
    private static partial Regex Identity();

    /// <summary>The recorded runs end before anything is asked for.</summary>
    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException($"{request.RequestUri} is asked for");
    }
}
