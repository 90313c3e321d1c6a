global using Spacemesh.Primitives;
