namespace Spacemesh.Proposals.Tests;

/// <summary>What one message did.</summary>
internal sealed class HandlerEffects
{
    public string Outcome { get; set; } = "";

    public string Reason { get; set; } = "";

    public List<string> Calls { get; } = [];

    public List<string> Beacons { get; } = [];

    public List<string> Linked { get; } = [];

    public List<string> Published { get; } = [];

    public string Malicious { get; set; } = "";

    public int NewRows { get; set; }
}
