using System.Buffers.Binary;
using System.Text;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>
/// Everything that happened, as counts and one hash: two runs of a seed give the same one, or something is not deterministic.
/// </summary>
public sealed class NetworkTrace
{
    private readonly long[] _counts = new long[Enum.GetValues<NetworkEventKind>().Length];
    private readonly byte[] _text = new byte[512];
    private Blake3Hasher _hasher = new();

    /// <summary>Hears every event as it happens.</summary>
    public Action<NetworkEvent>? Watcher { get; set; }

    /// <summary>Hash of all events so far.</summary>
    public Hash32 Digest => _hasher.Finish();

    public long this[NetworkEventKind kind] => _counts[(int)kind];

    /// <summary>Adds a note of the simulation's own, such as a node's output.</summary>
    public void Note(DateTimeOffset time, string text)
    {
        Feed(time);
        Feed(text);
    }

    internal void Add(in NetworkEvent happened)
    {
        _counts[(int)happened.Kind]++;
        Feed(happened.Time);
        _hasher.Update([(byte)happened.Kind]);
        Feed(happened.From.ToString());
        Feed(happened.To.ToString());
        Feed(happened.Channel);
        var message = happened.Message;
        _hasher.Update(Hash32.Span(in message));
        Feed(happened.Detail);
        Watcher?.Invoke(happened);
    }

    private void Feed(DateTimeOffset time)
    {
        Span<byte> ticks = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(ticks, time.UtcTicks);
        _hasher.Update(ticks);
    }

    private void Feed(string text)
    {
        // Long texts are cut: they tell runs apart by their begin.
        int length = Encoding.UTF8.TryGetBytes(text, _text, out int written) ? written : Encoding.UTF8.GetBytes(text.AsSpan(0, _text.Length / 4), _text);
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, length);
        _hasher.Update(prefix);
        _hasher.Update(_text.AsSpan(0, length));
    }
}
