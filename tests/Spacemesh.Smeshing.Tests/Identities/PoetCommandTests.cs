using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Node.Smeshing;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Tools.Node;

namespace Spacemesh.Smeshing.Tests.Identities;

public sealed class PoetCommandTests : IDisposable
{
    private static readonly PoetServer First = new("http://poet-1.example", "a2V5");

    private readonly TemporaryFolder _folder = new();

    public PoetCommandTests() => Directory.CreateDirectory(_folder["data"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Added_and_removed_PoETs_are_followed_by_a_running_node_and_survive_its_restart()
    {
        await using var poet = new InfoServer("240h", "12h");
        var poets = Start([First]);
        Assert.Equal(1, (await RunAsync("poet", "remove", First.Address)).Status);
        Assert.Equal(0, (await RunAsync("poet", "add", poet.Address)).Status);
        poets.Look();
        Assert.Equal([First.Address, poet.Address], poets.All.Select(client => client.Address));
        var kept = poets.All[0];
        Assert.Equal(0, (await RunAsync("poet", "remove", First.Address)).Status);
        poets.Look();
        Assert.Equal([poet.Address], poets.All.Select(client => client.Address));
        Assert.Contains(poet.Address, (await RunAsync("poet", "list")).Output, StringComparison.Ordinal);

        var again = Start([First]);
        Assert.Equal([poet.Address], again.All.Select(client => client.Address));
        Assert.NotSame(kept, again.All[0]);
        Assert.Equal(0, (await RunAsync("poet", "check")).Status);
    }

    [Theory]
    [InlineData("24h", "12h", "ANOTHER SCHEDULE")]
    [InlineData("240h", "2h", "ANOTHER SCHEDULE")]
    public async Task PoET_on_another_schedule_is_refused_even_by_force(string shift, string gap, string text)
    {
        await using var poet = new InfoServer(shift, gap);
        Start([First]);
        var (status, _, error) = await RunAsync("poet", "add", poet.Address, "--force");
        Assert.Equal(1, status);
        Assert.Contains(text, error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("poet", "check", poet.Address)).Status);
        Assert.Equal([First], PoetRoster.Find(_folder["data"])!.InUse);
    }

    [Fact]
    public async Task PoET_that_is_away_or_has_another_key_is_refused()
    {
        await using var poet = new InfoServer("240h", "12h");
        Start([First]);
        Assert.Contains("ANOTHER KEY", (await RunAsync("poet", "add", poet.Address, "--pubkey", "d3Jvbmc=")).Error, StringComparison.Ordinal);
        Assert.Contains("does not answer", (await RunAsync("poet", "add", "http://127.0.0.1:1")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("poet", "add", "http://127.0.0.1:1", "--force")).Status);
    }

    [Fact]
    public async Task Configured_PoET_whose_key_changed_is_used_with_the_new_one_once_it_is_removed_and_added()
    {
        await using var poet = new InfoServer("240h", "12h");
        var poets = Start([new PoetServer(poet.Address, "b2xk"), First]);
        var before = poets.All[0];
        Assert.Equal(0, (await RunAsync("poet", "remove", poet.Address)).Status);
        Assert.Equal(0, (await RunAsync("poet", "add", poet.Address)).Status);
        poets.Look();
        Assert.Equal([First.Address, poet.Address], poets.All.Select(client => client.Address));
        Assert.NotSame(before, poets.All[1]);
        Assert.Equal(Convert.ToBase64String(new byte[32]), PoetRoster.Find(_folder["data"])!.InUse[1].PublicKey);
    }

    [Fact]
    public void Damaged_roster_leaves_the_PoETs_as_they_are()
    {
        var poets = Start([First]);
        File.WriteAllText(PoetRoster.PathIn(_folder["data"]), "{ not json");
        poets.Look();
        Assert.Equal([First.Address], poets.All.Select(client => client.Address));
    }

    private FollowedPoets Start(IReadOnlyList<PoetServer> configured) => new(
        _folder["data"], new PoetRoster { PhaseShift = TimeSpan.FromHours(240), CycleGap = TimeSpan.FromHours(12), Configured = configured }, server => new NamedPoet(server.Address), TimeProvider.System,
        NullLogger.Instance);

    private async Task<(int Status, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int status = await SpacemeshCli.RunAsync([.. arguments, "--data-folder", _folder["data"], "--preset", "mainnet"], TextReader.Null, output, error, TimeProvider.System).WithinLimit();
        return (status, output.ToString(), error.ToString());
    }

    private sealed class NamedPoet(string address) : IPoetClient
    {
        public string Address => address;

        public Task<PoetSchedule> CheckAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CertifyAsync(NodeId identity, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PoetReceipt> RegisterAsync(PoetApplication application, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PoetRoundProof> ProofAsync(string roundId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    /// <summary>Answers <c>GET /v1/info</c>.</summary>
    private sealed class InfoServer : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;
        private readonly string _body;

        public InfoServer(string shift, string gap)
        {
            static string Seconds(string hours) => $"{int.Parse(hours[..^1], System.Globalization.CultureInfo.InvariantCulture) * 3600}s";
            _body = $"{{\"servicePubkey\":\"{Convert.ToBase64String(new byte[32])}\",\"phaseShift\":\"{Seconds(shift)}\",\"cycleGap\":\"{Seconds(gap)}\"}}";
            using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Address { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _listener.Close();
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                byte[] body = Encoding.UTF8.GetBytes(_body);
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
        }
    }
}
