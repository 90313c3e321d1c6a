global using Microsoft.Extensions.Logging;
global using Spacemesh.Primitives;
global using Spacemesh.V1;
