using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Tests.Js;

/// <summary>A process with a js-libp2p node (peer.mjs), asked over its standard streams.</summary>
internal sealed class JsPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly Channel<(string Topic, byte[] Data)> _messages = Channel.CreateUnbounded<(string, byte[])>();
    private readonly TaskCompletionSource<JsonElement> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private int _number;

    private JsPeer(Process process)
    {
        _process = process;
        _reading = ReadAsync();
        _ = process.StandardError.ReadToEndAsync();
    }

    public PeerAddress Address { get; private set; } = null!;

    public PeerId Id => Address.Id;

    public ChannelReader<(string Topic, byte[] Data)> Messages => _messages.Reader;

    /// <param name="js">The installed packages.</param>
    /// <param name="options">What peer.mjs takes.</param>
    /// <param name="prefix">Program and arguments that start the process in another place.</param>
    public static async Task<JsPeer> StartAsync(JsLibp2p js, object options, params string[] prefix)
    {
        string[] line =
        [
            .. prefix,
            Path.Combine(js.Folder, "node_modules", ".bin", "node"),
            Path.Combine(AppContext.BaseDirectory, "Js", "peer.mjs"), js.Folder, JsonSerializer.Serialize(options),
        ];
        var peer = new JsPeer(Process.Start(new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        var ready = await peer._ready.Task.WaitAsync(Patience);
        peer.Address = new PeerAddress(
            PeerId.Parse(ready.GetProperty("id").GetString()!),
            [.. ready.GetProperty("addresses").EnumerateArray().Select(text => Multiaddr.Parse(text.GetString()!).WithoutPeer()!)]);
        return peer;
    }

    /// <summary>The answer to a command; fails with the other side's error.</summary>
    public async Task<JsonElement> AskAsync(string command, object? arguments = null)
    {
        int number = Interlocked.Increment(ref _number);
        var answer = _waiting[number] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = JsonSerializer.SerializeToNode(arguments ?? new { })!.AsObject();
        request["number"] = number;
        request["command"] = command;
        await _process.StandardInput.WriteLineAsync(request.ToJsonString());
        await _process.StandardInput.FlushAsync();
        return await answer.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            var message = document.RootElement.Clone();
            if (message.TryGetProperty("reply", out var number))
            {
                if (!_waiting.TryRemove(number.GetInt32(), out var waiting))
                    continue;
                if (message.TryGetProperty("error", out var error))
                    waiting.TrySetException(new InvalidOperationException(error.GetString()));
                else
                    waiting.TrySetResult(message);
            }
            else if (message.GetProperty("event").GetString() == "ready")
            {
                _ready.TrySetResult(message);
            }
            else
            {
                _messages.Writer.TryWrite((message.GetProperty("topic").GetString()!, Convert.FromHexString(message.GetProperty("data").GetString()!)));
            }
        }

        var ended = new InvalidOperationException("the Node process ended");
        _ready.TrySetException(ended);
        foreach (var waiting in _waiting.Values)
            waiting.TrySetException(ended);
        _messages.Writer.TryComplete();
    }
}
