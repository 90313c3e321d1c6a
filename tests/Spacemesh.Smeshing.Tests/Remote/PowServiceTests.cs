using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Post;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Remote.PowService;
using Spacemesh.Runtime;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Tools.PowService;

namespace Spacemesh.Smeshing.Tests.Remote;

public sealed class PowServiceTests
{
    private static readonly NodeId Miner = NodeId.FromBytes(Enumerable.Repeat((byte)0xbe, 32).ToArray());
    private static readonly Hash32 Challenge = Hash32.FromBytes(Enumerable.Repeat((byte)0xaa, 32).ToArray());
    private static readonly Hash32 Easy = Hash32.FromBytes([0x3f, .. Enumerable.Repeat((byte)0xff, 31)]);

    [Fact]
    public void Job_has_the_reference_path()
    {
        var job = PowJob.Of(Miner, 0, Challenge, Easy);
        Assert.Equal($"/job/{new string('b', 0)}{string.Concat(Enumerable.Repeat("be", 32))}/0/aaaaaaaaaaaaaaaa/3f{new string('f', 62)}", job.Path);
        Assert.True(PowJob.TryParse(job.Path, out var read));
        Assert.Equal(job, read);
    }

    [Theory]
    [InlineData("/job/")]
    [InlineData("/job/aa/0/aaaaaaaaaaaaaaaa/ff")]
    [InlineData("/job/bebebebebebebebebebebebebebebebebebebebebebebebebebebebebebebebe/256/aaaaaaaaaaaaaaaa/3fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("/job/bebebebebebebebebebebebebebebebebebebebebebebebebebebebebebebebe/0/aaaaaaaaaaaaaaaz/3fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Malformed_jobs_are_refused(string path) => Assert.False(PowJob.TryParse(path, out _));

    [Fact]
    public async Task Worker_takes_one_job_at_a_time_and_remembers_results()
    {
        var source = new HeldSource();
        await using var desk = new PowDesk(source, NullLogger.Instance);
        await using var server = await PowServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), desk, NullLoggerFactory.Instance);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.EndPoint}") };
        string job = PowJob.Of(Miner, 0, Challenge, Easy).Path;
        string other = PowJob.Of(Miner, 1, Challenge, Easy).Path;
        Assert.Equal((200, "{ 'message': 'ok' }"), await GetAsync(http, "/"));
        Assert.Equal((201, ""), await GetAsync(http, job));
        Assert.Equal((201, ""), await GetAsync(http, job));
        Assert.Equal((429, ""), await GetAsync(http, other));
        Assert.Equal(400, (await GetAsync(http, "/job/x/0/y/z")).Status);
        Assert.Equal(404, (await GetAsync(http, "/jobs")).Status);
        source.Release(123);
        await Limit.UntilAsync(() => desk.Ask(PowJob.Of(Miner, 0, Challenge, Easy)).Kind == PowReplyKind.Found, "the job does not end");
        Assert.Equal((200, "123"), await GetAsync(http, job));
        Assert.Equal((201, ""), await GetAsync(http, other));
        source.Fail();
        await Limit.UntilAsync(() => source.Ended == 2, "the job does not end");
        (int Status, string Body) failure = (201, "");
        for (int i = 0; i < 1000 && failure.Status == 201; i++)
            failure = await GetAsync(http, other);
        Assert.Equal((500, "out of luck"), failure);
    }

    [Fact]
    public async Task Proof_with_remote_work_is_the_proof_with_local_work()
    {
        using var folder = new TemporaryFolder();
        ReferenceSets.Unpack("fastnet", folder["data"]);
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1 });
        await using var desk = new PowDesk(new LocalPowSource(ServiceBench.LightAsync, pool), NullLogger.Instance);
        await using var server = await PowServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), desk, NullLoggerFactory.Instance);
        using var http = new HttpClient();
        var remote = Remote(server.EndPoint, http);
        var arguments = ServiceBench.FastnetArguments(folder["data"]);
        arguments = arguments with { Nonces = 64, Network = arguments.Network with { PowDifficulty = Easy } };
        await using var bench = new ServiceBench(arguments, remote);
        await using var twin = new ServiceBench(arguments with { DataDirectory = Copy(folder["data"], folder["twin"]) });

        var proof = await ProveAsync(bench);
        var expected = await ProveAsync(twin);

        Assert.Equal((expected.Nonce, expected.Pow), (proof.Nonce, proof.Pow));
        Assert.Equal(expected.Indices.ToArray(), proof.Indices.ToArray());
    }

    [Fact]
    public async Task Worker_that_lies_ends_the_proof_with_an_error_that_names_it()
    {
        var source = new HeldSource();
        source.Release(K2Pow.MaxPow);
        await using var desk = new PowDesk(source, NullLogger.Instance);
        await using var server = await PowServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), desk, NullLoggerFactory.Instance);
        using var http = new HttpClient();
        var impossible = Hash32.FromBytes(new byte[32]);
        var failure = await Assert.ThrowsAsync<PostException>(() => Remote(server.EndPoint, http).FindAsync(0, Challenge, Miner, impossible, null, CancellationToken.None).AsTask().WithinLimit());
        Assert.Contains(server.EndPoint.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_that_is_away_is_asked_again()
    {
        using var http = new HttpClient();
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = 1 });
        await using var desk = new PowDesk(new LocalPowSource(ServiceBench.LightAsync, pool), NullLogger.Instance);
        var first = await PowServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), desk, NullLoggerFactory.Instance);
        var endPoint = first.EndPoint;
        await first.DisposeAsync();
        var asking = Remote(endPoint, http).FindAsync(0, Challenge, Miner, Easy, null, CancellationToken.None).AsTask();
        Assert.False(asking.IsCompleted);
        await using var second = await PowServer.StartAsync(endPoint, desk, NullLoggerFactory.Instance);
        await asking.WithinLimit();
    }

    [Fact]
    public async Task Program_serves_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var running = new PowProgram(output, error, TimeProvider.System) { Started = started.SetResult }
            .RunAsync(["-b", "127.0.0.1:0", "--cores", "1", "--randomx-mode", "light"], stop.Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{await started.Task.WithinLimit()}") };
        Assert.Equal(200, (await GetAsync(http, "/")).Status);
        await stop.CancelAsync();
        Assert.Equal(0, await running.WithinLimit());
    }

    private static RemotePowSource Remote(IPEndPoint endPoint, HttpClient http) => new(
        new RemotePowOptions { Address = new Uri($"http://{endPoint}"), Backoff = TimeSpan.FromMilliseconds(5) }, http, ServiceBench.LightAsync, TimeProvider.System, NullLogger.Instance);

    private static async Task<PostProof> ProveAsync(ServiceBench bench)
    {
        await bench.Service.AskAsync(Challenge.ToArray());
        await Limit.UntilAsync(() => bench.Service.Status.Json == "\"DoneProving\"", "the proof does not end");
        var answer = await bench.Service.AskAsync(Challenge.ToArray());
        return Assert.IsType<Spacemesh.Post.Remote.ServiceSide.ProofAnswer.Ready>(answer).Proof;
    }

    private static string Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }

    private static async Task<(int Status, string Body)> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative)).WithinLimit();
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Finds what it is told, when it is told.</summary>
    private sealed class HeldSource : IPowSource
    {
        private TaskCompletionSource<ulong> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Ended { get; private set; }

        public async ValueTask<ulong> FindAsync(byte group, Hash32 challenge, NodeId nodeId, Hash32 difficulty, IProgress<PowProgress>? progress, CancellationToken cancellationToken)
        {
            try
            {
                return await _next.Task.WaitAsync(cancellationToken);
            }
            finally
            {
                _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Ended++;
            }
        }

        public void Release(ulong pow) => _next.SetResult(pow);

        public void Fail() => _next.SetException(new PostException("out of luck"));
    }
}
