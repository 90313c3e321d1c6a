using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>
/// A router of ours in the place of the reference's, with the scripted peers of a golden case around it on virtual time: does what the script
/// lists and keeps what the router sends.
/// </summary>
internal sealed class GossipScript
{
    private readonly SimulatedHosts _net = new();
    private readonly List<JsonElement> _events;
    private readonly Dictionary<string, Host> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, P2pStream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, P2pStream> _ended = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _sent = new(StringComparer.Ordinal);
    private readonly List<string> _verdicts = [];
    private GossipRouter _router = null!;
    private Host _host = null!;
    private string _latestStream = "";

    public GossipScript(VectorCase vector) => _events = [.. vector.Out.GetProperty("events").EnumerateArray()];

    public void Run() => _net.Run(async () =>
    {
        _host = await _net.AddAsync();
        foreach (string name in _events.SelectMany(Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            _sent[name] = [];
            _peers[name] = await _net.AddAsync();
        }

        _router = new GossipRouter(_host, SpacemeshGossip.Options());
        foreach (string topic in Subscriptions())
            _router.Join(topic, new TopicOptions { Validator = JudgeAsync, Inline = true });
        _router.Start();
        for (int i = 0; i < _events.Count; i++)
        {
            var wait = TimeSpan.FromMilliseconds(_events[i].I32("t_ms")) - _net.Scheduler.Elapsed;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, _net.Time);
            await ActAsync(i);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(30), _net.Time);
        Compare();
        await _router.DisposeAsync();
    });

    private static IEnumerable<string> Names(JsonElement item)
    {
        if (item.Has("event") && item.Text("event").EndsWith(" connected", StringComparison.Ordinal))
            yield return item.Text("event")[..1];
    }

    /// <summary>Topics of the router, as its first hello tells them.</summary>
    private IEnumerable<string> Subscriptions()
    {
        foreach (var item in _events)
        {
            if (!IsFromRouter(item) || !item.Has("rpc"))
                continue;
            return item.GetProperty("rpc").Has("subscribe") ? item.GetProperty("rpc").GetProperty("subscribe").EnumerateArray().Select(topic => topic.GetString()!) : [];
        }

        return [];
    }

    private static bool IsFromRouter(JsonElement item) => item.Has("from") && item.Text("from") == "A";

    private async ValueTask<GossipVerdict> JudgeAsync(GossipMessage message, CancellationToken cancellationToken)
    {
        bool own = message.Source == _host.Id;
        var verdict = own || message.Data.IsEmpty ? GossipVerdict.Accept : message.Data.Span[0] switch
        {
            0xee => GossipVerdict.Reject,
            0xdd => GossipVerdict.Ignore,
            _ => GossipVerdict.Accept,
        };
        _verdicts.Add($"{message.Topic} {message.Data.Length} {(own ? "self" : "peer")} {verdict}");
        // Closing the sender is what the application around the router does (spec 08 §4.2).
        if (verdict == GossipVerdict.Reject)
            await _host.ClosePeerAsync(message.Source);
        return verdict;
    }

    private async Task ActAsync(int index)
    {
        var item = _events[index];
        if (item.Has("from") && !IsFromRouter(item))
        {
            await _streams[item.Text("from")].WriteAsync(item.Hex("frame"));
            return;
        }

        if (item.Has("validate"))
        {
            if (item.Flag("self"))
                await _router.PublishAsync(item.Text("topic"), NextPublished(index).Data);
            else if (!PrecededByFrame(index))
                await _streams[_latestStream].WriteAsync(RpcCodec.Frame(NextPublished(index)));
            return;
        }

        if (!item.Has("event"))
            return;
        string text = item.Text("event");
        string name = text[..1];
        if (text.EndsWith(" connected", StringComparison.Ordinal))
        {
            await ConnectAsync(name);
        }
        else if (text.StartsWith("stream opened by", StringComparison.Ordinal))
        {
            string opener = text["stream opened by ".Length..][..1];
            var ended = _ended.GetValueOrDefault(opener) ?? _streams[opener];
            await Task.Delay(TimeSpan.FromMilliseconds(5), _net.Time);
            VectorCase.True(ended.Ended.IsCompleted, $"the stream that {opener} opened is not ended");
        }
        else if (text.Contains("opened", StringComparison.Ordinal))
        {
            if (_streams.TryGetValue(name, out var former))
                _ended[name] = former;
            _latestStream = name;
            _streams[name] = await _peers[name].OpenStreamAsync(_host.Id, [ProtocolOf(name)]);
            await _streams[name].WriteAsync(Array.Empty<byte>());
        }
        else if (text == "connected")
        {
            foreach (var (peer, host) in _peers)
            {
                if (item.Has(peer))
                    VectorCase.Equal(item.Flag(peer), _host.StateOf(host.Id) == ConnectionState.Connected, $"{peer} connected");
            }
        }
    }

    private string ProtocolOf(string name) =>
        _events.First(item => item.Has("protocol") && item.Text("event").StartsWith(name, StringComparison.Ordinal)).Text("protocol");

    private async Task ConnectAsync(string name)
    {
        var host = _peers[name];
        host.Handle(ProtocolOf(name), async (stream, closing) =>
        {
            while (await stream.ReadFrameAsync(4 << 20, closing) is { } frame)
                _sent[name].Add(Describe(RpcCodec.Decode(frame, _host.Id)!, frame.Length));
        });
        var connection = await host.ConnectAsync(SimulatedHosts.AddressOf(_host));
        await connection.Identified;
    }

    /// <summary>Whether a peer's frame just before explains a validation.</summary>
    private bool PrecededByFrame(int index)
    {
        for (int i = index - 1; i >= 0; i--)
        {
            if (_events[i].Has("event"))
                return !_events[i].Text("event").Contains("second", StringComparison.Ordinal);
            if (_events[i].Has("from") && !IsFromRouter(_events[i]))
                return true;
        }

        return false;
    }

    private GossipMessage NextPublished(int index)
    {
        string topic = _events[index].Text("topic");
        int length = _events[index].I32("data_len");
        foreach (var item in _events.Skip(index))
        {
            if (!IsFromRouter(item) || !item.Has("frame"))
                continue;
            byte[] frame = item.Hex("frame");
            Encoding.Uvarint.TryRead(frame, out _, out int size);
            var found = RpcCodec.Decode(frame.AsMemory(size), _host.Id)!.Messages.Find(message => message.Topic == topic && message.Data.Length == length);
            if (found is not null)
                return found;
        }

        throw new VectorMismatchException($"no frame shows the message of {length} bytes on {topic}");
    }

    private void Compare()
    {
        foreach (var (name, sent) in _sent)
        {
            var expected = new List<string>();
            foreach (var item in _events.Where(item => IsFromRouter(item) && item.Has("frame") && item.Text("to") == name))
            {
                byte[] frame = item.Hex("frame");
                Encoding.Uvarint.TryRead(frame, out _, out int size);
                var rpc = RpcCodec.Decode(frame.AsMemory(size), _host.Id)!;
                // An empty control of two bytes comes with the reference's answers to IWANT.
                int surplus = rpc.Control is { IsEmpty: true } ? 2 : 0;
                expected.Add(Describe(rpc, frame.Length - size - surplus));
            }

            VectorCase.Equal(string.Join("\n", expected), string.Join("\n", sent), $"RPCs to {name}");
        }

        var verdicts = _events.Where(item => item.Has("validate"))
            .Select(item => $"{item.Text("topic")} {item.I32("data_len")} {(item.Flag("self") ? "self" : "peer")} {Enum.Parse<GossipVerdict>(item.Text("validate"), ignoreCase: true)}");
        VectorCase.Equal(string.Join("\n", verdicts), string.Join("\n", _verdicts), "validations");
    }

    /// <summary>An RPC as text, with the lists whose order is random sorted.</summary>
    private static string Describe(GossipRpc rpc, int length)
    {
        var parts = new List<string> { $"{length} bytes" };
        parts.AddRange(rpc.Subscriptions.Select(item => $"{(item.Subscribe ? "subscribe" : "unsubscribe")} '{item.Topic}'").Order(StringComparer.Ordinal));
        parts.AddRange(rpc.Messages.Select(message => $"publish '{message.Topic}' {Blake3.Hash(message.Data.Span)}"));
        if (rpc.Control is { } control)
        {
            parts.AddRange(control.IHave.Select(item => $"ihave '{item.Topic}' {Ids(item.Ids)}").Order(StringComparer.Ordinal));
            if (control.IWant.Count > 0)
                parts.Add($"iwant {Ids(control.IWant)}");
            parts.AddRange(control.Graft.Select(topic => $"graft '{topic}'").Order(StringComparer.Ordinal));
            parts.AddRange(control.Prune.Select(item => $"prune '{item.Topic}' {item.Backoff} {item.Peers.Count}").Order(StringComparer.Ordinal));
            if (control.IDontWant.Count > 0)
                parts.Add($"idontwant {Ids(control.IDontWant)}");
        }

        return string.Join("; ", parts);
    }

    private static string Ids(List<MessageId> ids) => string.Join(",", ids.Select(id => id.ToString()).Order(StringComparer.Ordinal));
}
