using System.Diagnostics.Metrics;

namespace Spacemesh.Ports.Metrics;

/// <summary>What the full exchange of hare4 counts (spec 09b §11.1).</summary>
public sealed class CompactInstruments
{
    private readonly Counter<long> _asked;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _served;
    private readonly Counter<long> _unknown;
    private readonly Counter<long> _ids;
    private readonly Counter<long> _unsigned;

    internal CompactInstruments(Meter meter)
    {
        _asked = meter.CreateCounter<long>("spacemesh_hare4_request_compact_count");
        _failed = meter.CreateCounter<long>("spacemesh_hare4_request_compact_error_count");
        _served = meter.CreateCounter<long>("spacemesh_hare4_request_compact_handler_count");
        _unknown = meter.CreateCounter<long>("spacemesh_hare4_message_cache_miss");
        _ids = meter.CreateCounter<long>("spacemesh_hare4_message_compacts_count");
        _unsigned = meter.CreateCounter<long>("spacemesh_hare4_preround_signature_fail_count");
    }

    /// <summary>A peer is asked for a full list.</summary>
    public void ListAsked() => _asked.Add(1);

    /// <summary>It gave none that can be used.</summary>
    public void ListFailed() => _failed.Add(1);

    /// <summary>A peer asks for a full list.</summary>
    public void ListServed() => _served.Add(1);

    /// <summary>It asked for a list that is not kept.</summary>
    public void ListUnknown() => _unknown.Add(1);

    /// <summary>A message with so many short ids came.</summary>
    public void IdsReceived(int count) => _ids.Add(count);

    /// <summary>The signature of a preround message does not fit the list that was found here.</summary>
    public void SignatureFailed() => _unsigned.Add(1);
}
