namespace Spacemesh.Beacons;

/// <summary>What the node's smeshers do at the begin of a phase; every message goes through the machine as received ones do.</summary>
public abstract record BeaconDuty;
