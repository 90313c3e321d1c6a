using System.IO.Compression;
using Google.Protobuf;

namespace Spacemesh.Metrics.Profiling;

/// <summary>A profile in the format that <c>go tool pprof</c> and its relatives read: gzipped <c>perftools.profiles.Profile</c>.</summary>
internal sealed class ProfileBuilder
{
    private readonly Dictionary<string, long> _strings = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<string> _table = [""];
    private readonly Dictionary<string, ulong> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ulong[] Stack, long[] Values)> _samples = new(StringComparer.Ordinal);
    private readonly (string Type, string Unit)[] _types;

    /// <param name="types">Name and unit of each value of a sample; the last one is what viewers show first.</param>
    public ProfileBuilder(params (string Type, string Unit)[] types) => _types = types;

    /// <summary>Adds values to a stack, whose first frame is the innermost.</summary>
    public void Add(IReadOnlyList<string> frames, params ReadOnlySpan<long> values)
    {
        string key = string.Join('\n', frames);
        if (!_samples.TryGetValue(key, out var sample))
            _samples[key] = sample = ([.. frames.Select(Function)], new long[_types.Length]);
        for (int i = 0; i < values.Length; i++)
            sample.Values[i] += values[i];
    }

    /// <param name="time">Begin of what is profiled.</param>
    /// <param name="duration">How long it took.</param>
    public byte[] Build(DateTimeOffset time, TimeSpan duration)
    {
        using var raw = new MemoryStream();
        using (var output = new CodedOutputStream(raw, leaveOpen: true))
        {
            foreach (var (type, unit) in _types)
                Bytes(output, 1, ValueType(type, unit));
            foreach (var (stack, values) in _samples.Values)
                Bytes(output, 2, Sample(stack, values));
            foreach (var (name, id) in _functions)
            {
                // Places in the code are functions: which line runs is not known.
                Bytes(output, 4, Message(location =>
                {
                    Number(location, 1, id);
                    Bytes(location, 4, Message(line => Number(line, 1, id)));
                }));
                long text = Text(name);
                Bytes(output, 5, Message(function =>
                {
                    Number(function, 1, id);
                    Number(function, 2, (ulong)text);
                    Number(function, 3, (ulong)text);
                }));
            }

            byte[] period = ValueType(_types[^1].Type, _types[^1].Unit);
            long shown = Text(_types[^1].Type);
            foreach (string text in _table)
            {
                output.WriteTag(6, WireFormat.WireType.LengthDelimited);
                output.WriteString(text);
            }

            Number(output, 9, (ulong)((time - DateTimeOffset.UnixEpoch).Ticks * 100));
            Number(output, 10, (ulong)(duration.Ticks * 100));
            Bytes(output, 11, period);
            Number(output, 12, 1);
            Number(output, 14, (ulong)shown);
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            raw.WriteTo(gzip);
        return packed.ToArray();
    }

    private static byte[] Sample(ulong[] stack, long[] values) => Message(sample =>
    {
        Bytes(sample, 1, Message(ids => Array.ForEach(stack, ids.WriteUInt64)));
        Bytes(sample, 2, Message(packed => Array.ForEach(values, packed.WriteInt64)));
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
            write(output);
        return stream.ToArray();
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }

    private static void Number(CodedOutputStream output, int field, ulong number)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteUInt64(number);
    }

    private byte[] ValueType(string type, string unit)
    {
        var (typeText, unitText) = (Text(type), Text(unit));
        return Message(value =>
        {
            Number(value, 1, (ulong)typeText);
            Number(value, 2, (ulong)unitText);
        });
    }

    private ulong Function(string name)
    {
        if (!_functions.TryGetValue(name, out ulong id))
            _functions[name] = id = (ulong)_functions.Count + 1;
        return id;
    }

    private long Text(string text)
    {
        if (!_strings.TryGetValue(text, out long index))
        {
            _strings[text] = index = _table.Count;
            _table.Add(text);
        }

        return index;
    }
}
