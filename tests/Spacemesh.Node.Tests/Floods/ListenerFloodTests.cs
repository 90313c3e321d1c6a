using System.Buffers.Binary;
using System.Globalization;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Node.Tests.Floods;

/// <summary>
/// Garbage, floods and requests without end on the listeners of a running node: what is too much is refused with a clear status, and all
/// listeners go on serving honest clients. Time limits pass on a clock of the test's own.
/// </summary>
public sealed class ListenerFloodTests(FloodedNode node) : IClassFixture<FloodedNode>
{
    /// <summary>Largest request message of the node's configuration, in bytes.</summary>
    private const int LargestMessage = 10 << 20;

    private const int Exhausted = 8;

    /// <summary>END_STREAM of a headers frame: an answer that is only a status.</summary>
    private const byte Ends = 1;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [MemberData(nameof(FloodedNode.All), MemberType = typeof(FloodedNode))]
    public async Task Garbage_endsItsConnectionOnly(string listener)
    {
        var random = new Random(1);
        byte[] noise = new byte[200_000];
        random.NextBytes(noise);
        foreach (string text in (string[])
            [System.Text.Encoding.Latin1.GetString(noise), new string('\0', 200_000), "\u0016\u0003\u0001\u0000\u0005garbage that begins as TLS does\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" + new string('x', 100)])
        {
            using var connection = await RawConnection.OpenAsync(node.At(listener));
            await connection.SendAsync(text);
            string answer = await connection.ReadToEndAsync().WaitAsync(Limit);
            Assert.False(answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal), answer);
        }

        await node.ServesAsync();
    }

    [Theory]
    [MemberData(nameof(FloodedNode.Cleartext), MemberType = typeof(FloodedNode))]
    public async Task HalfOpenConnections_areCutOffInTimeAndKeepNobodyOut(string listener)
    {
        var silent = await RawConnection.OpenManyAsync(node.At(listener), 150);
        var begun = await RawConnection.OpenManyAsync(node.At(listener), 150, "PRI * HTTP/2.0\r\n");
        await node.AskAsync(listener);
        await node.PassAsync(TimeSpan.FromSeconds(20), Task.WhenAll(silent.Concat(begun).Select(connection => connection.ReadToEndAsync())));
        silent.Concat(begun).ToList().ForEach(connection => connection.Dispose());
        await node.ServesAsync();
    }

    [Theory]
    [InlineData("tls", "")]
    [InlineData("tls", "\u0016\u0003\u0001\u0002\u0000\u0001")]
    [InlineData("json", "")]
    [InlineData("json", "POST /spacemesh.v2alpha1.NodeService/Status HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")]
    [InlineData("dashboard", "GET /api/state HTTP/1.1\r\nHost: ")]
    [InlineData("metrics", "GET /metrics HT")]
    [InlineData("profiles", "")]
    public async Task UnfinishedRequests_keepNobodyOut(string listener, string begun)
    {
        var connections = await RawConnection.OpenManyAsync(node.At(listener), 80, begun);
        await node.AskAsync(listener);
        connections.ForEach(connection => connection.Dispose());
        await node.ServesAsync();
    }

    [Theory]
    [InlineData("dashboard", 128)]
    [InlineData("metrics", 100)]
    [InlineData("profiles", 100)]
    public async Task Connections_beyondTheLimit_areClosedAtOnceAndTheOthersServed(string listener, int limit)
    {
        // A short answer that comes in one piece.
        const string Request = "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";
        List<RawConnection> held = [];
        try
        {
            // What earlier clients left must be gone before the counting begins.
            await Eventually.True(() =>
            {
                held.ForEach(connection => connection.Dispose());
                held = FillAsync().GetAwaiter().GetResult();
                return held.Count == limit;
            });
            await held[0].SendAsync(Request);
            Assert.StartsWith("HTTP/1.1 404", await held[0].ReadAsync().WaitAsync(Limit), StringComparison.Ordinal);
        }
        finally
        {
            held.ForEach(connection => connection.Dispose());
        }

        await Eventually.True(() => IsAnsweredAsync().GetAwaiter().GetResult());
        await node.ServesAsync();

        // Opens connections that are answered until one is not.
        async Task<List<RawConnection>> FillAsync()
        {
            var connections = new List<RawConnection>();
            while (connections.Count <= limit)
            {
                var connection = await RawConnection.OpenAsync(node.At(listener));
                await connection.SendAsync(Request);
                if ((await connection.ReadAsync().WaitAsync(Limit)).Length == 0)
                {
                    connection.Dispose();
                    break;
                }

                connections.Add(connection);
            }

            return connections;
        }

        async Task<bool> IsAnsweredAsync()
        {
            using var connection = await RawConnection.OpenAsync(node.At(listener));
            await connection.SendAsync(Request);
            return (await connection.ReadAsync().WaitAsync(Limit)).StartsWith("HTTP/1.1 404", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("json", 2 << 20)]
    [InlineData("dashboard", 32 << 10)]
    [InlineData("metrics", 32 << 10)]
    [InlineData("profiles", 32 << 10)]
    public async Task Headers_beyondTheLimit_areRefused(string listener, int limit)
    {
        using var connection = await RawConnection.OpenAsync(node.At(listener));
        await connection.SendAsync($"GET /metrics HTTP/1.1\r\nHost: x\r\nFiller: {new string('x', limit)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431", await connection.ReadToEndAsync().WaitAsync(Limit), StringComparison.Ordinal);
        await node.ServesAsync();
    }

    [Theory]
    [InlineData("public")]
    [InlineData("private")]
    [InlineData("post")]
    [InlineData("tls")]
    public async Task GrpcHeaders_beyondTheLimit_areRefused(string listener)
    {
        using (var client = node.Client(listener))
        {
            client.DefaultRequestHeaders.Add("filler", new string('x', 40_000));
            int? status = null;
            try
            {
                status = (await FloodedNode.CallAsync(client, "/spacemesh.v1.NodeService/Status", new byte[5])).Status;
            }
            catch (HttpRequestException)
            {
                // Sent away together with its connection.
            }

            Assert.True(status is null or -431, $"{status}");
        }

        await node.ServesAsync();
    }

    [Theory]
    [InlineData("public", "/spacemesh.v1.NodeService/Echo")]
    [InlineData("private", "/spacemesh.v1.SmesherService/SetCoinbase")]
    [InlineData("post", "/spacemesh.v1.PostInfoService/PostStates")]
    [InlineData("tls", "/spacemesh.v1.NodeService/Echo")]
    public async Task Message_thatIsTooLarge_isRefusedWhenItIsAnnounced(string listener, string method)
    {
        byte[] announced = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(announced.AsSpan(1), LargestMessage + 1);
        using var client = node.Client(listener);
        var (status, message) = await FloodedNode.CallAsync(client, method, announced);
        Assert.Equal(Exhausted, status);
        Assert.Contains((LargestMessage + 1).ToString(CultureInfo.InvariantCulture), message, StringComparison.Ordinal);
        await node.ServesAsync();
    }

    [Theory]
    [InlineData("json", "HTTP/1.1 429")]
    [InlineData("dashboard", "HTTP/1.1 405")]
    public async Task Body_thatIsTooLarge_isRefusedUnread(string listener, string refusal)
    {
        using var connection = await RawConnection.OpenAsync(node.At(listener));
        await connection.SendAsync($"POST /spacemesh.v2alpha1.NodeService/Status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {3 * LargestMessage}\r\n\r\n");
        Assert.StartsWith(refusal, await connection.ReadAsync().WaitAsync(Limit), StringComparison.Ordinal);
        await node.ServesAsync();
    }

    [Theory]
    [MemberData(nameof(FloodedNode.Cleartext), MemberType = typeof(FloodedNode))]
    public async Task LargeMessages_underWay_areBoundedTogether(string listener)
    {
        // Of thirty messages of ten MiB the listener holds those that fit into its 256 MiB; twice, since what is given up counts no more.
        const int Fit = (256 << 20) / LargestMessage;
        for (int round = 0; round < 2; round++)
        {
            using var raw = await RawHttp2.ConnectAsync(node.At(listener));
            byte[] announcement = new byte[6];
            BinaryPrimitives.WriteInt32BigEndian(announcement.AsSpan(1), LargestMessage);
            for (int i = 0; i < 30; i++)
            {
                await raw.SendHeadersAsync((2 * i) + 1, "/spacemesh.v1.NodeService/Status");
                await raw.SendFrameAsync(RawHttp2.Data, 0, (2 * i) + 1, announcement);
            }

            for (int refused = 0; refused < 30 - Fit; refused++)
                Assert.Equal(Ends, (await raw.ReadUntilAsync(RawHttp2.Headers).WaitAsync(Limit))!.Value.Flags & Ends);
            await node.AskAsync(listener);
            for (int i = 0; i < 30; i++)
                await raw.SendFrameAsync(RawHttp2.Reset, 0, (2 * i) + 1, [0, 0, 0, 8]);
            await raw.SendFrameAsync(RawHttp2.Ping, 0, 0, new byte[8]);
            await raw.ReadUntilAsync(RawHttp2.Ping).WaitAsync(Limit);
        }

        await node.ServesAsync();
    }

    [Theory]
    [InlineData("public", "/spacemesh.v1.NodeService/Echo")]
    [InlineData("private", "/spacemesh.v1.SmesherService/IsSmeshing")]
    [InlineData("post", "/spacemesh.v1.PostInfoService/PostStates")]
    public async Task Calls_thatNeverFinish_endWithAStatus(string listener, string method)
    {
        using var raw = await RawHttp2.ConnectAsync(node.At(listener));
        for (int i = 0; i < 100; i++)
        {
            await raw.SendHeadersAsync((2 * i) + 1, method);
            await raw.SendFrameAsync(RawHttp2.Data, 0, (2 * i) + 1, [0, 0, 0, 0, 9, 1]);
        }

        await node.AskAsync(listener);
        await node.PassAsync(TimeSpan.FromMinutes(1), RefusalsAsync(raw, 100));
        await node.ServesAsync();
    }

    [Fact]
    public async Task JsonBody_thatDrips_endsItsConnection()
    {
        using var connection = await RawConnection.OpenAsync(node.At("json"));
        await connection.SendAsync("POST /spacemesh.v2alpha1.NodeService/Status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"msg\"");
        await node.PassAsync(TimeSpan.FromSeconds(15), connection.ReadToEndAsync());
        await node.ServesAsync();
    }

    [Fact]
    public async Task Streams_beyondTheLimitOfAnAddress_areRefusedUntilOthersEnd()
    {
        const int Most = 256;
        var connections = new List<RawHttp2>();
        for (int opened = 0; opened < Most; opened += 128)
        {
            var raw = await RawHttp2.ConnectAsync(node.At("public"));
            connections.Add(raw);
            for (int i = 0; i < 128; i++)
                await OpenStreamAsync(raw, (2 * i) + 1);
            for (int i = 0; i < 128; i++)
                Assert.Equal(0, (await raw.ReadUntilAsync(RawHttp2.Headers).WaitAsync(Limit))!.Value.Flags & Ends);
        }

        using (var client = node.Client("public"))
        {
            var (status, message) = await FloodedNode.CallAsync(client, "/spacemesh.v1.NodeService/ErrorStream", new byte[5]);
            Assert.Equal(Exhausted, status);
            Assert.Contains("256 streams open", message, StringComparison.Ordinal);
        }

        // Calls that are no streams are still served.
        await node.ServesAsync();
        connections.ForEach(raw => raw.Dispose());
        await Eventually.True(() => IsTakenAsync().GetAwaiter().GetResult());

        async Task<bool> IsTakenAsync()
        {
            using var raw = await RawHttp2.ConnectAsync(node.At("public"));
            await OpenStreamAsync(raw, 1);
            return ((await raw.ReadUntilAsync(RawHttp2.Headers).WaitAsync(Limit))!.Value.Flags & Ends) == 0;
        }
    }

    [Fact]
    public async Task DashboardWatchers_beyondTheLimit_areRefusedUntilOthersLeave()
    {
        const string Watch = "GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n";
        var watchers = await RawConnection.OpenManyAsync(node.At("dashboard"), 64, Watch);
        foreach (var watcher in watchers)
            Assert.StartsWith("HTTP/1.1 200", await watcher.ReadAsync().WaitAsync(Limit), StringComparison.Ordinal);
        Assert.Equal("HTTP/1.1 503", await AnswerAsync());
        await node.AskAsync("dashboard");
        watchers.ForEach(watcher => watcher.Dispose());
        await Eventually.True(() => AnswerAsync().GetAwaiter().GetResult() == "HTTP/1.1 200");
        await node.ServesAsync();

        async Task<string> AnswerAsync()
        {
            using var watcher = await RawConnection.OpenAsync(node.At("dashboard"));
            await watcher.SendAsync(Watch);
            string answer = await watcher.ReadAsync().WaitAsync(Limit);
            return answer[..Math.Min(12, answer.Length)];
        }
    }

    private static async Task OpenStreamAsync(RawHttp2 raw, int stream)
    {
        await raw.SendHeadersAsync(stream, "/spacemesh.v1.NodeService/ErrorStream");
        await raw.SendFrameAsync(RawHttp2.Data, Ends, stream, new byte[5]);
    }

    /// <summary>Reads until so many streams have ended with a status alone.</summary>
    private static async Task RefusalsAsync(RawHttp2 raw, int count)
    {
        for (int ended = 0; ended < count; ended++)
        {
            var headers = await raw.ReadUntilAsync(RawHttp2.Headers);
            Assert.NotNull(headers);
            Assert.Equal(Ends, headers.Value.Flags & Ends);
        }
    }
}
