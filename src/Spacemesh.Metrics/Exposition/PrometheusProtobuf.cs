using Google.Protobuf;

namespace Spacemesh.Metrics.Exposition;

/// <summary>Delimited messages of <c>io.prometheus.client.MetricFamily</c>, which push gateways take.</summary>
internal static class PrometheusProtobuf
{
    public const string ContentType = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

    /// <summary>Nothing for a family without series.</summary>
    public static void Write(Stream stream, MetricFamily family)
    {
        var all = family.Read();
        if (all.Count == 0)
            return;
        byte[] message = Message(output =>
        {
            Text(output, 1, family.Name);
            Text(output, 2, family.Help);
            Number(output, 3, family.Kind switch { MetricKind.Counter => 0, MetricKind.Gauge => 1, _ => 4 });
            foreach (var (values, series) in all)
                Bytes(output, 4, MetricOf(family, values, series));
        });
        using var framed = new CodedOutputStream(stream, leaveOpen: true);
        framed.WriteBytes(ByteString.CopyFrom(message));
    }

    private static byte[] MetricOf(MetricFamily family, IReadOnlyList<string> values, MetricSeries series) => Message(output =>
    {
        for (int i = 0; i < values.Count; i++)
        {
            int at = i;
            Bytes(output, 1, Message(pair =>
            {
                Text(pair, 1, family.Labels[at]);
                Text(pair, 2, values[at]);
            }));
        }

        switch (family.Kind)
        {
            case MetricKind.Gauge:
                Bytes(output, 2, Message(gauge => Double(gauge, 1, series.Value)));
                break;
            case MetricKind.Counter:
                Bytes(output, 3, Message(counter => Double(counter, 1, series.Value)));
                break;
            default:
                Bytes(output, 7, Message(histogram => WriteHistogram(histogram, family, series)));
                break;
        }
    });

    private static void WriteHistogram(CodedOutputStream output, MetricFamily family, MetricSeries series)
    {
        ulong cumulative = 0;
        var buckets = new List<byte[]>();
        for (int i = 0; i < series.Counts.Count; i++)
        {
            cumulative += series.Counts[i];
            if (i == family.Bounds.Count)
                break;
            var (count, bound) = (cumulative, family.Bounds[i]);
            buckets.Add(Message(bucket =>
            {
                Number(bucket, 1, count);
                Double(bucket, 2, bound);
            }));
        }

        Number(output, 1, cumulative);
        Double(output, 2, series.Value);
        buckets.ForEach(bucket => Bytes(output, 3, bucket));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
            write(output);
        return stream.ToArray();
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
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

    private static void Double(CodedOutputStream output, int field, double number)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed64);
        output.WriteDouble(number);
    }
}
