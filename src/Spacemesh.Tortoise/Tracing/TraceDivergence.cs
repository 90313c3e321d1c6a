using Spacemesh.Primitives;

namespace Spacemesh.Tortoise.Tracing;

/// <summary>Where our counting and a trace part.</summary>
/// <param name="Trace">Name of the trace, where it has one.</param>
/// <param name="Event">Number of the event in its trace, from 1.</param>
/// <param name="Type">Its type.</param>
/// <param name="Layer">The layer that the event names, if it names one.</param>
/// <param name="Difference">What differs, expected and actual.</param>
public sealed record TraceDivergence(string Trace, int Event, TraceEvent Type, LayerId? Layer, string Difference);
