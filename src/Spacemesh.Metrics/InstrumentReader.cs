using System.Diagnostics.Metrics;
using System.Globalization;

namespace Spacemesh.Metrics;

/// <summary>Brings what a node's meter measures into the families of the instruments' names.</summary>
internal sealed class InstrumentReader : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <exception cref="KeyNotFoundException">An instrument's name is no family of the registry.</exception>
    public InstrumentReader(Meter meter, MetricRegistry registry)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                listener.EnableMeasurementEvents(instrument, registry[instrument.Name]);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Take((MetricFamily)family!, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Take((MetricFamily)family!, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private static void Take(MetricFamily family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string[] values = new string[family.Labels.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = "";
            foreach (var tag in tags)
            {
                if (tag.Key == family.Labels[i])
                    values[i] = Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            }
        }

        switch (family.Kind)
        {
            case MetricKind.Counter:
                family.Add(value, values);
                break;
            case MetricKind.Gauge:
                family.Set(value, values);
                break;
            default:
                family.Observe(value, values);
                break;
        }
    }
}
